import { SearchError } from "./search_error.ts";

/** A name in a filter or an order: `metrics.mae`, ``tags.`git commit` `` or `run_name`. */
export interface Identifier {
  /** What stands before the first dot; undefined when there is none. */
  readonly entity: string | undefined;
  /** What stands behind it, without quotes. */
  readonly key: string;
}

/** What a name is compared with; `text` is as it was written, quotes included. */
export type Literal =
  | { readonly kind: "text"; readonly text: string; readonly value: string }
  | { readonly kind: "number"; readonly text: string; readonly value: number }
  | { readonly kind: "list"; readonly text: string; readonly value: readonly string[] }
  | { readonly kind: "nothing" };

/** One comparison of a filter. */
export interface Clause {
  /** What is compared. */
  readonly identifier: Identifier;
  /** In capitals: `=`, `!=`, `>`, `>=`, `<`, `<=`, `LIKE`, `ILIKE`, `IN`, `NOT IN`, `IS NULL`, `IS NOT NULL`. */
  readonly operator: string;
  /** What it is compared with; nothing for the last two operators. */
  readonly literal: Literal;
}

const QUOTED = "`[^`]*`|\"[^\"]*\"|'[^']*'";
const NAME = new RegExp(
  `(?:[\\p{L}_][\\p{L}\\p{N}_]*|${QUOTED})(?:\\.(?:[\\p{L}\\p{N}_]+|${QUOTED}))*`,
  "uy",
);
const NUMBER = /-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_])/uy;
const TEXT = /'[^']*'|"[^"]*"/y;
const OPERATOR = /!=|<>|>=|<=|=|>|<|(?:not\s+in|in|ilike|like|is\s+not\s+null|is\s+null)(?![\p{L}\p{N}_])/iuy;
const LIST = /\(([^()]*)\)/y;
const AND = /and(?![\p{L}\p{N}_])/iuy;
const WORD = /\S+/y;

/** The clauses of a filter, all of which must hold; none for an empty one. @throws SearchError */
export function parseFilter(filter: string): Clause[] {
  if (filter === "") return [];
  if (filter.trim() === "") throw new SearchError(`Invalid filter '${filter}'. Could not be parsed.`);
  const reader = new Reader(filter);
  const clauses = [readClause(reader)];
  while (!reader.atEnd) {
    if (reader.take(AND) === undefined) throw reader.refusal();
    clauses.push(readClause(reader));
  }
  return clauses;
}

/** Reads a name that is all of a text. @returns undefined when the text is something else */
export function parseIdentifier(text: string): Identifier | undefined {
  const reader = new Reader(text);
  const name = reader.take(NAME);
  return name === undefined || !reader.atEnd ? undefined : identifierOf(name);
}

/** Walks over a text, token by token. */
class Reader {
  #at = 0;
  #last = 0;

  constructor(readonly text: string) {
    this.#skipBlanks();
  }

  get atEnd(): boolean {
    return this.#at >= this.text.length;
  }

  /** The next token if it is of that kind. */
  take(kind: RegExp): string | undefined {
    kind.lastIndex = this.#at;
    const found = kind.exec(this.text)?.[0];
    if (found === undefined) return undefined;
    this.#last = this.#at;
    this.#at += found.length;
    this.#skipBlanks();
    return found;
  }

  /** Names what stands where something else was expected; at the end, the last thing that was read. */
  refusal(): SearchError {
    if (this.atEnd) this.#at = this.#last;
    return new SearchError(`Invalid clause(s) in filter string: '${this.take(WORD) ?? ""}'`);
  }

  #skipBlanks(): void {
    while (/\s/.test(this.text[this.#at] ?? "")) this.#at++;
  }
}

function readClause(reader: Reader): Clause {
  const name = reader.take(NAME);
  if (name === undefined) throw reader.refusal();
  if (/^[^.]*\.(?:\d+|from|in|case)$/i.test(name)) throw reader.refusal(); // MLflow wants them quoted
  const found = reader.take(OPERATOR);
  if (found === undefined) throw reader.refusal();
  const operator = found.toUpperCase().replace(/\s+/g, " ");
  return { identifier: identifierOf(name), operator, literal: readLiteral(reader, operator) };
}

function readLiteral(reader: Reader, operator: string): Literal {
  if (operator.startsWith("IS ")) return { kind: "nothing" };
  const list = reader.take(LIST);
  if (list !== undefined) return { kind: "list", text: list, value: listOf(list) };
  if (operator.endsWith("IN")) throw reader.refusal();
  const number = reader.take(NUMBER);
  if (number !== undefined) return { kind: "number", text: number, value: Number(number) };
  const text = reader.take(TEXT);
  if (text !== undefined) return { kind: "text", text, value: text.slice(1, -1) };
  throw reader.refusal();
}

function listOf(list: string): string[] {
  const inside = list.slice(1, -1).trim();
  if (inside === "") {
    throw new SearchError(
      "While parsing a list in the query, expected a non-empty list of string values, but got empty list",
    );
  }
  const items = inside.match(/^(?:(?:'[^']*'|"[^"]*")\s*(?:,\s*|$))+$/) && inside.match(/'[^']*'|"[^"]*"/g);
  if (items) return items.map((item) => item.slice(1, -1));
  throw new SearchError(
    `While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: ${list}`,
  );
}

function identifierOf(name: string): Identifier {
  const [, first, rest] = /^(`[^`]*`|"[^"]*"|'[^']*'|[^.]*)(?:\.(.*))?$/s.exec(name)!;
  return rest === undefined
    ? { entity: undefined, key: unquote(first) }
    : { entity: unquote(first), key: unquote(rest) };
}

function unquote(text: string): string {
  return /^(?:`[^`]*`|"[^"]*"|'[^']*')$/.test(text) ? text.slice(1, -1) : text;
}
