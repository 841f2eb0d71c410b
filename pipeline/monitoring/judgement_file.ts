import { z } from "zod";
import { writeFileAtomically } from "../../lib/atomic_file.ts";
import { statFileSync } from "../../lib/stat_file.ts";
import { monitoringJson } from "./monitoring_json.ts";
import type { MonitoringResult } from "./monitoring_result.ts";

/** What is kept of a comparison for those who only want to know how the last one came out. */
const JUDGEMENT = z.object({
  /** When it was judged, milliseconds since 1970, UTC. */
  judged_at: z.number(),
  model: z.string().nullable(),
  verdict: z.enum(["ok", "warning", "alert"]),
  /** Rows of the window that was judged. */
  rows: z.number(),
  /** Of the scored columns, from 0 to 1; not a number in JSON, hence null, when none was scored. */
  drifted_share: z.number().nullable(),
  columns: z.array(z.object({
    column: z.string(),
    method: z.string(),
    /** Grows with drift if it is a distance, shrinks if it is the p-value of a test; null if it could not be told. */
    score: z.number().nullable(),
    threshold: z.number(),
    drifted: z.boolean(),
  })),
});

/** What is kept of a comparison. */
export type Judgement = Readonly<z.infer<typeof JUDGEMENT>>;

/**
 * Keeps how a comparison came out where {@linkcode JudgementFile} finds it: a reader sees the last one or this one.
 *
 * @param judgedAt milliseconds since 1970, UTC
 */
export async function writeJudgement(
  path: string,
  result: MonitoringResult,
  judgedAt: number,
): Promise<void> {
  await writeFileAtomically(path, JSON.stringify(judgementOf(result, judgedAt)));
}

function judgementOf(result: MonitoringResult, judgedAt: number): Judgement {
  const { verdict, model, current, columns, dataset } = monitoringJson(result);
  return {
    judged_at: judgedAt,
    model,
    verdict,
    rows: current.rows,
    drifted_share: Number.isFinite(dataset.share) ? dataset.share : null,
    columns: columns.flatMap((column) => {
      if ("skipped" in column) return [];
      const { column: name, method, score, threshold, drifted } = column;
      return [{ column: name, method, score, threshold, drifted }];
    }),
  };
}

/** The last judgement of a home, read again when its file has changed. */
export class JudgementFile {
  #stamp = "";
  #judgement: Judgement | undefined;

  /** Of the home's `judgement.json`, which need not be there. */
  constructor(private readonly path: string) {}

  /** Undefined when nothing was judged yet, or the file is none that could be read. Never throws. */
  read(): Judgement | undefined {
    try {
      const found = statFileSync(this.path);
      const stamp = found === undefined ? "" : `${found.mtime?.getTime()} ${found.size} ${found.ino}`;
      if (stamp !== this.#stamp) {
        this.#judgement = undefined;
        this.#stamp = stamp;
        if (found) this.#judgement = JUDGEMENT.parse(JSON.parse(Deno.readTextFileSync(this.path)));
      }
    } catch { // metrics are told without it: its absence shows, and the rest is needed more than ever
      this.#judgement = undefined;
    }
    return this.#judgement;
  }
}
