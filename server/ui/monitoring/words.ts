import { html, type SafeHtml } from "../../../lib/html.ts";
import { formatElapsed } from "../../../lib/format.ts";
import type { KeptJudgement } from "../../../tracking/judgement.ts";

const DAY = 86_400_000;

/** The word, the shape and the answer that go with each verdict, so that colour never stands alone. */
const VERDICTS: Readonly<
  Record<string, { readonly word: string; readonly shape: string; readonly answer: string }>
> = {
  ok: { word: "OK", shape: "●", answer: "Yes: nothing speaks against it." },
  warning: { word: "Warning", shape: "▲", answer: "Probably: something moved, which is worth a look." },
  alert: {
    word: "Alert",
    shape: "■",
    answer: "Not as it was: what it is asked for, or its errors, have moved.",
  },
};

/** A verdict as a word with its shape. */
export function verdictWord(verdict: string): SafeHtml {
  const { word, shape } = VERDICTS[verdict] ?? { word: verdict, shape: "" };
  return html`
    <span class="verdict is-${verdict}">${shape} ${word}</span>
  `;
}

/** The page's question answered. */
export function answerWords(verdict: string): SafeHtml {
  const { shape, answer } = VERDICTS[verdict] ?? { shape: "", answer: verdict };
  return html`
    <span class="is-${verdict}">${shape}</span> ${answer}
  `;
}

/** `2026-01-31 08:30`, UTC, with the ISO form on hover. */
export function timeWords(time: number): SafeHtml {
  const iso = new Date(time).toISOString();
  return html`
    <time datetime="${iso}" title="${iso}">${iso.slice(0, 16).replace("T", " ")}</time>
  `;
}

/** `5 min 10 s ago`, `3 d ago`. */
export function ago(milliseconds: number): string {
  const days = Math.floor(milliseconds / DAY);
  return days >= 2 ? `${days} days ago` : `${formatElapsed(Math.max(0, milliseconds))} ago`;
}

/** A window by its bounds: `2026-01-31`, `2026-01-31 06:00 to 12:00`, `2026-01-31 06:00 to 2026-02-07 06:00`. */
export function windowWords(
  { windowFrom, windowTo }: Pick<KeptJudgement, "windowFrom" | "windowTo">,
): string {
  const [from, to] = [windowFrom, windowTo].map((time) =>
    new Date(time).toISOString().slice(0, 16).replace("T", " ")
  );
  if (windowTo - windowFrom === DAY && from.endsWith("00:00")) return from.slice(0, 10);
  if (from === to) return from;
  if (to.endsWith(" 00:00") && windowTo - windowFrom < DAY) return `${from} to 24:00`;
  return `${from} to ${from.slice(0, 10) === to.slice(0, 10) ? to.slice(11) : to}`;
}

/** The address of a judgement's page. */
export function judgementPath(id: number): string {
  return `/monitoring/judgement?id=${id}`;
}
