import { z } from "zod";

const NUMBER = z.number().nullable();
const REGRESSION = z.record(z.string(), z.unknown()).nullable();
const WINDOW = z.object({
  name: z.string(),
  rows: z.number(),
  from: z.string().nullable(),
  to: z.string().nullable(),
});

/** What the page of a judgement shows of its document; a document has more, and one of another version may have less. */
const DOCUMENT = z.object({
  sentence: z.string(),
  findings: z.array(z.object({ sentence: z.string(), evidence: z.string() })),
  reference: WINDOW,
  current: WINDOW,
  columns: z.array(z.object({
    column: z.string(),
    n_reference: z.number(),
    n_current: z.number(),
    method: z.string().optional(),
    kind: z.string().optional(),
    score: NUMBER.optional(),
    threshold: z.number().optional(),
    drifted: z.boolean().optional(),
    within_chance: z.boolean().optional(),
    skipped: z.string().optional(),
  })),
  regression: z.object({ reference: REGRESSION, current: REGRESSION }),
  tests: z.array(z.object({ name: z.string(), status: z.string(), description: z.string() })),
});

/** A kept judgement in full, as far as pages show it. */
export type JudgementDocument = Readonly<z.infer<typeof DOCUMENT>>;

/** Reads the document that is kept with a judgement; undefined when another version wrote one that says less. */
export function parseJudgementDocument(text: string | undefined): JudgementDocument | undefined {
  if (text === undefined) return undefined;
  try {
    return DOCUMENT.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
