import type { FlowState, TaskState } from "../../../../tracking/flows/flow_run.ts";
import type { Markup } from "../components/markup.ts";

/** How a state looks: never by its colour alone. */
export const FLOW_MARKS = {
  scheduled: { shape: "◷", tone: "quiet" },
  running: { shape: "▶", tone: "in-current" },
  completed: { shape: "✓", tone: "is-ok" },
  failed: { shape: "✕", tone: "is-alert" },
  crashed: { shape: "⚡", tone: "is-alert" },
  cancelled: { shape: "■", tone: "is-warning" },
  skipped: { shape: "–", tone: "quiet" },
  cached: { shape: "↺", tone: "is-ok" },
  kept: { shape: "✓", tone: "quiet" },
} as const satisfies Record<
  FlowState | TaskState | "cached" | "kept",
  { readonly shape: string; readonly tone: string }
>;

/** What became of a run or a task: a shape, a colour and the word. */
export function FlowStateMark({ state }: { readonly state: keyof typeof FLOW_MARKS }): Markup {
  const { shape, tone } = FLOW_MARKS[state];
  return <span class={`mark ${tone}`}>{`${shape} ${state}`}</span>;
}
