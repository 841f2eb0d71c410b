import type { Month } from "./month.ts";
import type { TaxiKind } from "./taxi_kind.ts";

/** A raw month on this machine. */
export interface RawMonth {
  /** Path of a Parquet file in TLC's published schema. */
  readonly path: string;
  /** Where it came from: a URL, a path or the synthetic city. */
  readonly origin: string;
}

/** Where raw months come from. */
export interface TripSource {
  /** As it was asked for. */
  readonly name: string;
  /**
   * Brings one raw month to this machine.
   *
   * @param onProgress told what part, 0..1, is done
   * @throws TaxiError when the source has no such month
   */
  fetch(taxi: TaxiKind, month: Month, onProgress?: (part: number) => void): Promise<RawMonth>;
}

/** The name under which TLC publishes a month. */
export function monthFileName(taxi: TaxiKind, month: Month): string {
  return `${taxi}_tripdata_${month}.parquet`;
}

/** Options of the sources that need some. */
export interface SourceOptions {
  /** Folder for what is downloaded or made: the home's `raw/`. */
  readonly rawFolder: string;
  /** Rows a synthetic month has, before cleaning. */
  readonly rows?: number;
  /** Seed of the synthetic city. */
  readonly seed?: string;
}
