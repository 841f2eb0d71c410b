import { basename } from "node:path";
import { TaxiError, UsageError } from "../../lib/errors.ts";
import { sha256 } from "../../lib/hash.ts";
import {
  decodeFeatures,
  type EncodedFeatures,
  encodeFeatures,
  type FittedFeatures,
} from "../features/fitted_features.ts";
import type { Month } from "../trips/month.ts";
import type { DatasetRef } from "../trips/trip_store.ts";
import { decodeModel, encodeModel, type Model } from "./model.ts";
import { MODEL_FORMAT } from "./model_format.ts";
import { decodeHistory, type EncodedHistory, encodeHistory, type HistoryTable } from "./pair_history.ts";
import { decodeIntervals, type IntervalTable } from "./prediction_interval.ts";
import { TRIP_SIGNATURE } from "./signature.ts";

/** The model file in memory: the only thing that a server needs beside the binary. */
export interface ModelBundle {
  /** What was fitted; its columns are those of `features`. */
  readonly model: Model;
  /** The encodings learnt on the training months, without which the model cannot read a trip. */
  readonly features: FittedFeatures;
  /** The reference window that monitoring compares with, as `encodeProfile` of the monitoring room makes it. */
  readonly profile: unknown;
  /** Which months it learnt from, and which later ones it was evaluated on. */
  readonly dataset: { readonly train: DatasetRef; readonly test: DatasetRef };
  /** How far off predictions are, made of the test months; undefined when they had too few trips, or in an older file. */
  readonly interval?: IntervalTable;
  /** The training trips between any two zones; undefined in an older file. */
  readonly history?: HistoryTable;
  /** On the test months; minutes, minutes squared for mse. */
  readonly metrics: BundleMetrics;
  /** The same of each test month by itself; undefined in an older file. */
  readonly months?: readonly MonthMetrics[];
  /** When the file was made, ISO 8601 in UTC. */
  readonly createdAt: string;
  /** Version of `taxi` that trained it. */
  readonly taxiVersion: string;
}

/** The metrics that tell how good a model file is. */
export interface BundleMetrics {
  /** Mean absolute error, minutes. */
  readonly mae: number;
  /** Mean squared error, minutes squared. */
  readonly mse: number;
  /** Square root of `mse`, minutes. */
  readonly rmse: number;
  /** Share of the variance of durations that is explained: 1 at best, 0 as good as their mean. */
  readonly r2: number;
}

/** How well the trips of one month are predicted. */
export interface MonthMetrics {
  /** That of their pick-up. */
  readonly month: Month;
  /** How many there are, at least 1. */
  readonly rows: number;
  /** See {@linkcode BundleMetrics}. */
  readonly mae: number;
  /** See {@linkcode BundleMetrics}. */
  readonly rmse: number;
  /** See {@linkcode BundleMetrics}; null where durations do not differ. */
  readonly r2: number | null;
}

/** A bundle as it was read, with the SHA-256 of its file. */
export interface LoadedBundle {
  /** Checked and decoded, ready for `createPredictor`. */
  readonly bundle: ModelBundle;
  /** SHA-256 of the file's bytes, header included, 64 hex digits: what predictions are logged under. */
  readonly hash: string;
}

interface Header {
  readonly format: "taxi-model";
  readonly version: number;
  /** Of the body, which is everything after the header's line feed. */
  readonly sha256: string;
}

type Body = Omit<ModelBundle, "model" | "features" | "history"> & {
  readonly signature: unknown;
  readonly model: { kind: string; parameters: unknown };
  readonly features: EncodedFeatures;
  readonly history?: EncodedHistory;
};

/**
 * The bytes of a model file: one line of JSON that names format, version and checksum, then the body as JSON. Numbers are
 * written with all their digits, so that a model read back predicts to the same bit.
 */
export function encodeBundle({ model, features, history, ...rest }: ModelBundle): Uint8Array {
  const body: Body = {
    ...rest,
    signature: TRIP_SIGNATURE,
    model: encodeModel(model),
    features: encodeFeatures(features),
    ...(history && { history: encodeHistory(history) }),
  };
  const text = JSON.stringify(body) + "\n";
  const header: Header = { format: "taxi-model", version: MODEL_FORMAT, sha256: sha256(text) };
  return new TextEncoder().encode(JSON.stringify(header) + "\n" + text);
}

/**
 * Reads the bytes of a model file.
 *
 * @param name the file's name, for the error
 * @throws TaxiError when it is not a model file, of another version, or damaged
 */
export function decodeBundle(bytes: Uint8Array, name: string): LoadedBundle {
  const end = bytes.indexOf(0x0a);
  const header = parseHeader(bytes.subarray(0, Math.max(0, Math.min(end, 1000))));
  const refuse = (code: string, found: string) =>
    new TaxiError(`Cannot read model "${name}": ${found}`, { code });
  if (header === undefined) {
    throw refuse("not_a_model", "it does not begin as a model file, expected one made by taxi train");
  }
  if (header.version !== MODEL_FORMAT) {
    throw refuse("model_version", `it has format version ${header.version}, expected ${MODEL_FORMAT}`);
  }
  const body = bytes.subarray(end + 1);
  const found = sha256(body), expected = String(header.sha256);
  if (found !== expected) {
    const [is, was] = [found, expected].map((hash) => hash.slice(0, 12));
    throw refuse("corrupt_model", `its checksum is ${is}, expected ${was}: the file is damaged`);
  }
  const { model, features, signature, interval, history, ...rest } = JSON.parse(
    new TextDecoder().decode(body),
  ) as Body;
  if (JSON.stringify(signature) !== JSON.stringify(TRIP_SIGNATURE)) {
    throw refuse(
      "model_signature",
      "its signature is not that of a model of trips, expected TLC's zones and trip_distance",
    );
  }
  return {
    bundle: {
      ...rest,
      model: decodeModel(model),
      features: decodeFeatures(features),
      ...(interval !== undefined && { interval: decodeIntervals(interval) }),
      ...(history !== undefined && { history: decodeHistory(history) }),
    },
    hash: sha256(bytes),
  };
}

/** Reads a model file. @throws UsageError when there is none, TaxiError when it cannot be used */
export async function readBundle(path: string): Promise<LoadedBundle> {
  try {
    return decodeBundle(await Deno.readFile(path), basename(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(`Cannot find model "${path}": no such file`, "taxi models list");
    }
    if (error instanceof Deno.errors.IsADirectory) {
      throw new UsageError(
        `Cannot read model "${path}": it is a folder, expected a model file`,
        "taxi models list",
      );
    }
    throw error;
  }
}

function parseHeader(line: Uint8Array): Header | undefined {
  try {
    const header = JSON.parse(new TextDecoder().decode(line));
    return header?.format === "taxi-model" ? header : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // told by the caller: it is no model file
    throw error;
  }
}
