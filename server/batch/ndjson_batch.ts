import type { TripRequests } from "../../pipeline/features/feature_spec.ts";
import { predictionBody } from "../prediction_body.ts";
import type { TripBody } from "../trip_body.ts";
import { tripRequests } from "../trip_requests.ts";
import { InvalidRows } from "./invalid_rows.ts";
import { LineSplitter } from "./ndjson_lines.ts";
import { BLOCK_ROWS, type StreamForm } from "./stream_form.ts";

const encoder = new TextEncoder();

/** A JSON object a line, both ways. A fault is a line of its own: `{"error": problem}`. */
export const NDJSON: StreamForm = {
  type: "application/x-ndjson",
  read: readLines,
  answer: () => ({
    rows: (answer, trips) =>
      encoder.encode(
        Array.from({ length: trips.rows }, (_, row) =>
          `${JSON.stringify(predictionBody(answer, trips, row))}\n`)
          .join(""),
      ),
    fault: (error) => encoder.encode(`${JSON.stringify({ error })}\n`),
    end: () => new Uint8Array(),
    breaks: false,
  }),
};

async function* readLines(parts: AsyncIterable<Uint8Array>): AsyncGenerator<TripRequests> {
  const splitter = new LineSplitter();
  let line = 0;
  for await (const part of parts) {
    const lines = splitter.push(part);
    for (let from = 0; from < lines.length; from += BLOCK_ROWS) {
      const trips = parseLines(lines.slice(from, from + BLOCK_ROWS), line + from);
      if (trips.length > 0) yield tripRequests(trips);
    }
    line += lines.length;
  }
  const trips = parseLines([splitter.end()], line);
  if (trips.length > 0) yield tripRequests(trips);
}

/** @param first the place of the first line in the stream, from 0 */
function parseLines(lines: readonly string[], first: number): TripBody[] {
  const invalid = new InvalidRows();
  const trips: TripBody[] = [];
  for (let index = 0; index < lines.length; index++) {
    const text = lines[index];
    if (text.trim() === "") continue;
    const trip = parseLine(text, first + index, invalid);
    if (trip !== undefined) trips.push(trip);
  }
  invalid.throwIfAny();
  return trips;
}

function parseLine(text: string, line: number, invalid: InvalidRows): TripBody | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return void invalid.add(
      line,
      `found a line that is not JSON (${(error as Error).message}), expected an object`,
    );
  }
  return invalid.check(line, parsed);
}
