import { sha256 } from "../../lib/hash.ts";

/** What tasks take and give: whatever JSON can tell, so that it can be kept and compared. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * SHA-256 of a task's name, version and input, 64 hex digits: the same for the same work, in whatever order the input's keys are.
 *
 * @throws TypeError for what JSON cannot tell, such as NaN, a function or undefined: it would be the same for different inputs
 */
export function inputHash(task: { readonly name: string; readonly version: string }, input: Json): string {
  return sha256(canonicalJson([task.name, task.version, input]));
}

/** A value as JSON with the keys of every object sorted. @throws TypeError for what JSON cannot tell */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(",")}}`;
  }
  const plain = value === null || typeof value === "string" || typeof value === "boolean" ||
    Number.isFinite(value);
  if (plain) return JSON.stringify(value);
  throw new TypeError(`Cannot keep ${String(value)} (${typeof value}): expected what JSON can tell`);
}
