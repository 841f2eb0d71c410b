import { getPath } from "hono/utils/url";
import type { AnsweredRequest } from "../request_handler.ts";
import { jsonText } from "./json_text.ts";

/** How a server writes its log: for people, or one JSON object a line for programs. */
export type LogFormat = "text" | "json";

/** Tells an answered request in one line, without its end. */
export type AccessLine = (answered: AnsweredRequest) => string;

/** Longer paths are cut: a client could fill the disk with them. */
const MAX_PATH = 256;
const MICROSECONDS = 1e6, MILLISECONDS = 1e3;
const SERVER_FAULT = 500;
/** Says the same in JSON and for people, without quotes or anything to be escaped. */
const PLAIN = /^[\w.:/-]*$/;

/**
 * Writes lines of a format. What a client sent appears as its path, without the query, and its method, both escaped; never a
 * header, a token or a body.
 */
export function accessLine(format: LogFormat): AccessLine {
  const timeOf = timeText();
  return format === "json" ? jsonLine(timeOf) : textLine(timeOf);
}

/** The keys come in this order; `trace_id` only where there is one. Written by hand, at a third of `JSON.stringify`'s time. */
function jsonLine(timeOf: (milliseconds: number) => string): AccessLine {
  return ({ request, context, route, status, seconds }) => {
    const level = status >= SERVER_FAULT ? "error" : "info";
    const trace = context.trace === undefined ? "" : `,"trace_id":"${context.trace.traceId}"`;
    return `{"time":"${timeOf(context.receivedAt)}","level":"${level}","message":"answered",` +
      `"request_id":"${context.id}","method":${quoted(request.method)},"route":${quoted(route)},` +
      `"path":${quoted(pathOf(request))},"status":${status},` +
      `"seconds":${Math.round(seconds * MICROSECONDS) / MICROSECONDS},"client":${
        quoted(context.client)
      }${trace}}`;
  };
}

function textLine(timeOf: (milliseconds: number) => string): AccessLine {
  return ({ request, context, status, seconds }) =>
    [
      timeOf(context.receivedAt),
      plain(request.method),
      plain(pathOf(request)),
      status,
      `${Math.round(seconds * MICROSECONDS) / MILLISECONDS}ms`,
      plain(context.client),
      context.id,
      context.trace?.traceId ?? "",
    ].join(" ").trimEnd();
}

function pathOf(request: Request): string {
  const path = getPath(request);
  return path.length > MAX_PATH ? `${path.slice(0, MAX_PATH)}...` : path;
}

function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : jsonText(text);
}

function plain(text: string): string {
  return PLAIN.test(text) ? text : jsonText(text);
}

/** ISO date-times, UTC; requests of one millisecond share one. */
function timeText(): (milliseconds: number) => string {
  let last = NaN, text = "";
  return (milliseconds) => {
    if (milliseconds !== last) {
      last = milliseconds;
      text = new Date(milliseconds).toISOString();
    }
    return text;
  };
}
