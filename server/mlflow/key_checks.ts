import { invalid } from "./mlflow_error.ts";

const KEY = /^[/\p{L}\p{N}_.\- :]*$/u;
const LONGEST_KEY = 250;

/** What a key is, in MLflow's sentences, and how it names the place where it was sent. */
export type KeyKind = "Metric name" | "Param key" | "key";

/** Refuses keys that MLflow refuses, in its words. @param path such as `name`, `key` or `metrics[0].name` */
export function checkKey(key: string, kind: KeyKind, path: string): string {
  if (!KEY.test(key)) {
    throw invalid(
      `Invalid value ${
        JSON.stringify(key)
      } for parameter '${path}' supplied: Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).`,
    );
  }
  const resolved = key.includes("/") || key.startsWith(".") ? normalize(key) : key;
  if (resolved !== key || resolved === "." || resolved.startsWith("..") || resolved.startsWith("/")) {
    throw invalid(
      `Invalid value ${
        JSON.stringify(key)
      } for parameter '${path}' supplied: Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${resolved}'`,
    );
  }
  if (key.length > LONGEST_KEY) throw tooLong(kind, LONGEST_KEY);
  return key;
}

/** Refuses a text that is longer than MLflow takes. */
export function checkLength(text: string, what: string, longest: number): string {
  if (text.length > longest) throw tooLong(what, longest);
  return text;
}

/** The start of a text that MLflow would cut there. */
export function cut(text: string, longest: number): string {
  return text.length > longest ? text.slice(0, longest).toWellFormed() : text;
}

function tooLong(what: string, longest: number) {
  return invalid(`'${what}' exceeds the maximum length of ${longest} characters`);
}

/** As `posixpath.normpath` does. */
function normalize(path: string): string {
  const start = path.startsWith("//") && !path.startsWith("///") ? "//" : path.startsWith("/") ? "/" : "";
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && (parts.length > 0 ? parts.at(-1) !== ".." : start !== "")) parts.pop();
    else parts.push(part);
  }
  return start + parts.join("/") || ".";
}
