import { type Document, isMap, isScalar, parseDocument } from "yaml";
import { TaxiError } from "../../lib/errors.ts";

/** A `meta.yaml` of MLflow: every value as the text that it was written as, null where MLflow wrote none, maps by key. */
export interface MlflowMeta {
  /** The text of a field; null when it is empty or not there. */
  text(key: string): string | null;
  /** The whole number of a field; null when it is none. */
  number(key: string): number | null;
  /** The texts of a field that has some, by key. */
  texts(key: string): ReadonlyMap<string, string>;
}

const NULL = /^(|~|null)$/i;

/**
 * Reads a `meta.yaml`. No text is taken for anything else: some ids look like numbers.
 *
 * @returns undefined when there is no such file
 * @throws TaxiError `not_importable` when it is no YAML
 */
export async function readMeta(path: string): Promise<MlflowMeta | undefined> {
  const text = await Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const document = parseDocument(text, { schema: "failsafe" });
  if (document.errors.length > 0 || !isMap(document.contents)) {
    throw new TaxiError(`Cannot import "${path}": expected YAML of MLflow with a field a line`, {
      code: "not_importable",
    });
  }
  return metaOf(document);
}

function metaOf(document: Document): MlflowMeta {
  const text = (key: string) => scalarText(document.get(key, true));
  return {
    text,
    number(key) {
      const found = text(key);
      return found === null || !/^-?\d+(\.\d+)?$/.test(found) ? null : Math.trunc(Number(found));
    },
    texts(key) {
      const found = document.get(key, true);
      const pairs = isMap(found) ? found.items : [];
      return new Map(pairs.map((pair) => [scalarText(pair.key) ?? "", scalarText(pair.value) ?? ""]));
    },
  };
}

function scalarText(node: unknown): string | null {
  if (!isScalar(node)) return null;
  const text = String(node.value ?? "");
  return node.type === "PLAIN" && NULL.test(text) ? null : text;
}
