import type { Experiment } from "../../../../tracking/experiments.ts";

/** The tag in which MLflow keeps what people say of an experiment. */
export const NOTE_TAG = "mlflow.note.content";
const LONGEST = 300;

/** The first paragraph of what people say of an experiment, without Markdown's stars; empty when they say nothing. */
export function experimentNote({ tags }: Pick<Experiment, "tags">): string {
  const note = Object.hasOwn(tags, NOTE_TAG) ? tags[NOTE_TAG] : "";
  const first = note.trim().split(/\n\s*\n/, 1)[0].replace(/^#+\s*/, "").replaceAll(/[*`]/g, "");
  return first.length <= LONGEST ? first : `${first.slice(0, LONGEST)}…`;
}
