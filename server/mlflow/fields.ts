import { invalid, missing, wrongType } from "./mlflow_error.ts";

/** What a client sent, as protobuf's JSON has it: null is absent, names may be in camelCase, numbers may be texts. */
export class Fields {
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #query: boolean;

  /**
   * Of an object.
   *
   * @param path how sentences name it: `metrics[0]`, or nothing for the whole request
   * @param query whether it was a query, where a list of one looks like its only item
   */
  constructor(values: Readonly<Record<string, unknown>>, path = "", query = false) {
    this.#values = values;
    this.#path = path;
    this.#query = query;
  }

  /** What was sent under a name; undefined when it is absent. */
  raw(name: string): unknown {
    const values = this.#values;
    return (Object.hasOwn(values, name) ? values[name] : values[camelCase(name)]) ?? undefined;
  }

  /** How sentences name a field of this object. */
  pathOf(name: string): string {
    return this.#path === "" ? name : `${this.#path}.${name}`;
  }

  /** A text. @throws MlflowError when it is something else */
  text(name: string): string | undefined {
    const value = this.raw(name);
    if (value === undefined || typeof value === "string") return value;
    throw wrongType(this.pathOf(name), value);
  }

  /** A text that must be there and not be empty. @throws MlflowError */
  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === "") throw this.missing(name);
    return value;
  }

  /** The error of a field that must be there. */
  missing(name: string): Error {
    return this.#path === "" ? missing(name) : missing(this.pathOf(name));
  }

  /** A whole number, or a text that is one, as `1e+05` is. @throws MlflowError */
  whole(name: string): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const number = numberOf(value);
    if (number === undefined || !Number.isInteger(number)) throw wrongType(this.pathOf(name), value);
    return number;
  }

  /** {@linkcode Fields.whole}, and exactly so where a double could not tell it from its neighbours. @throws MlflowError */
  int64(name: string): number | bigint | undefined {
    const value = this.raw(name);
    if (typeof value === "bigint") return value;
    if (typeof value === "string" && LONG.test(value)) return BigInt(value);
    return this.whole(name);
  }

  /** A number, or a text that is one; `NaN` and `Infinity` are among them. @throws MlflowError */
  double(name: string): number | undefined {
    const value = this.raw(name);
    if (value === undefined) return undefined;
    const number = numberOf(value) ?? SPECIAL.get(value as string);
    if (number === undefined) throw wrongType(this.pathOf(name), value);
    return number;
  }

  /** True or false, or a text that says so. @throws MlflowError */
  flag(name: string): boolean {
    const value = this.raw(name);
    if (value === undefined || value === false || value === "false") return false;
    if (value === true || value === "true") return true;
    throw wrongType(this.pathOf(name), value);
  }

  /** A list of texts, or of numbers that stand for them. @throws MlflowError */
  texts(name: string): string[] {
    const value = this.raw(name);
    if (value === undefined) return [];
    const list = typeof value === "string" && this.#query ? [value] : value;
    if (!Array.isArray(list)) throw wrongType(this.pathOf(name), value);
    return list.map((item) => {
      if (typeof item === "string" || typeof item === "number") return String(item);
      throw wrongType(this.pathOf(name), value);
    });
  }

  /** A list of objects. @throws MlflowError */
  list(name: string): Fields[] {
    const value = this.raw(name);
    if (value === undefined) return [];
    if (!Array.isArray(value)) throw wrongType(this.pathOf(name), value);
    return value.map((item, i) => {
      if (typeof item !== "object" || item === null || Array.isArray(item)) {
        throw wrongType(`${this.pathOf(name)}[${i}]`, item);
      }
      return new Fields(item, `${this.pathOf(name)}[${i}]`);
    });
  }

  /** An object; an empty one when it is absent. @throws MlflowError */
  object(name: string): Fields {
    const value = this.raw(name) ?? {};
    if (typeof value !== "object" || Array.isArray(value)) throw wrongType(this.pathOf(name), value);
    return new Fields(value as Record<string, unknown>, this.pathOf(name));
  }

  /** One of some words, or its number; what is neither counts as absent, as protobuf has it. */
  word<Word extends string>(name: string, words: readonly (Word | undefined)[]): Word | undefined {
    const value = this.raw(name);
    if (typeof value === "number") return words[value];
    return words.find((word) => word === value);
  }

  /** Keys and values of a list of `{key, value}`. @throws MlflowError; of twins the last one counts */
  pairs(name: string): Record<string, string> {
    return Object.fromEntries(
      this.list(name).map((pair) => [pair.required("key"), pair.text("value") ?? ""]),
    );
  }

  /** How many answers are wanted at most; `otherwise` unless told. @throws MlflowError when there are none or too many of them */
  maxResults(otherwise: number, most: number): number {
    const asked = this.whole("max_results") ?? otherwise;
    if (asked < 1) {
      throw invalid(
        `Invalid value ${asked} for parameter 'max_results' supplied. It must be a positive integer`,
      );
    }
    if (asked > most) {
      throw invalid(
        `Invalid value ${asked} for parameter 'max_results' supplied. It must be at most ${most}`,
      );
    }
    return asked;
  }
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const LONG = /^-?\d{16,}$/;
const SPECIAL = new Map([["NaN", NaN], ["Infinity", Infinity], ["-Infinity", -Infinity]]);

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  return typeof value === "string" && NUMBER.test(value) ? Number(value) : undefined;
}

/** Few names, asked for thousands of times in one batch. */
const CAMEL_CASE = new Map<string, string>();

function camelCase(name: string): string {
  let found = CAMEL_CASE.get(name);
  if (found === undefined) {
    found = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    CAMEL_CASE.set(name, found);
  }
  return found;
}
