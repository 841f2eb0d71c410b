import type { RunStatus } from "../../../../tracking/run.ts";
import type { Markup } from "./markup.ts";

const MARKS = {
  running: { shape: "▶", tone: "in-current" },
  scheduled: { shape: "◷", tone: "quiet" },
  finished: { shape: "✓", tone: "is-ok" },
  failed: { shape: "✕", tone: "is-alert" },
  killed: { shape: "■", tone: "is-warning" },
} as const satisfies Record<RunStatus, { readonly shape: string; readonly tone: string }>;

/** What became of a run: a shape, a colour and the word. */
export function StatusMark({ status }: { readonly status: RunStatus }): Markup {
  const { shape, tone } = MARKS[status];
  return <span class={`mark ${tone}`}>{`${shape} ${status}`}</span>;
}
