import { TaxiError } from "../../lib/errors.ts";
import { parseYamlTexts } from "../../lib/yaml.ts";

/** A `meta.yaml` of MLflow: texts by key, null where MLflow wrote none. */
export interface MlflowMeta {
  /** The text of a field; null when it is empty or not there. */
  text(key: string): string | null;
  /** The whole number of a field; null when it is none. */
  number(key: string): number | null;
  /** The texts of a field that has some, by key. */
  texts(key: string): ReadonlyMap<string, string>;
}

/**
 * Reads a `meta.yaml`.
 *
 * @returns undefined when there is no such file
 * @throws TaxiError `not_importable` when it is no YAML
 */
export async function readMeta(path: string): Promise<MlflowMeta | undefined> {
  const text = await Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  });
  return text === undefined ? undefined : metaOf(fieldsOf(text, path));
}

function fieldsOf(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    const fields = parseYamlTexts(text);
    if (isFields(fields)) return fields;
  } catch { /* told below */ }
  throw new TaxiError(`Cannot import "${path}": expected YAML of MLflow, a field a line`, {
    code: "not_importable",
  });
}

function metaOf(fields: Readonly<Record<string, unknown>>): MlflowMeta {
  const text = (key: string) => {
    const found = Object.hasOwn(fields, key) ? fields[key] : null;
    return typeof found === "string" ? found : null;
  };
  return {
    text,
    number(key) {
      const found = text(key);
      return found === null || !/^-?\d+(\.\d+)?$/.test(found) ? null : Math.trunc(Number(found));
    },
    texts(key) {
      const found = fields[key];
      const pairs = isFields(found) ? Object.entries(found) : [];
      return new Map(pairs.map(([key, value]) => [key, typeof value === "string" ? value : ""]));
    },
  };
}

function isFields(found: unknown): found is Readonly<Record<string, unknown>> {
  return typeof found === "object" && found !== null && !Array.isArray(found);
}
