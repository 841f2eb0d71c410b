import type { QualityFinding } from "../pipeline/monitoring/monitoring_result.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What is wrong with the data, the column by its name for people, without a full stop. */
export function qualitySentence({ column, description }: QualityFinding, words: Vocabulary): string {
  const sentence = description.replace(/\.$/, "");
  return column !== undefined && sentence.startsWith(`${column} `)
    ? words.title(column) + sentence.slice(column.length)
    : sentence;
}

/** The examples of a finding, categories as people know them; empty without any. */
export function qualityExamples({ column, examples = [] }: QualityFinding, words: Vocabulary): string {
  const say = (example: string) => {
    const [, value, rows] = ROWS_OF.exec(example) ?? [undefined, example, ""];
    return (column === undefined ? value : words.label(column, value)) + rows;
  };
  return examples.length === 0 ? "" : `such as ${examples.map(say).join(", ")}`;
}

/** An example may end in how many rows have it: `132 (4)`. */
const ROWS_OF = /^(.*)( \(\d[\d,]*\))$/s;
