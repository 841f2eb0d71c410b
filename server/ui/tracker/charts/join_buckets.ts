import type { CurveBucket } from "../../../../tracking/curve_buckets.ts";

/** Two buckets as one. */
export function joinBuckets(a: CurveBucket, b: CurveBucket): CurveBucket {
  const known = [a.low, a.high, b.low, b.high].filter((value) => value !== null);
  return {
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
    points: a.points + b.points,
    low: known.length === 0 ? null : Math.min(...known),
    high: known.length === 0 ? null : Math.max(...known),
    mean: meanOf(a, b),
    nan: a.nan + b.nan,
    over: a.over + b.over,
    under: a.under + b.under,
  };
}

/** At most so many buckets, neighbours joined. */
export function thinBuckets(buckets: readonly CurveBucket[], most: number): CurveBucket[] {
  const each = Math.ceil(buckets.length / most);
  return Array.from(
    { length: Math.ceil(buckets.length / each) },
    (_, i) => buckets.slice(i * each, (i + 1) * each).reduce(joinBuckets),
  );
}

function meanOf(a: CurveBucket, b: CurveBucket): number | null {
  if (a.mean === null || b.mean === null) return a.mean ?? b.mean;
  const [first, second] = [finite(a), finite(b)], all = first + second;
  return a.mean * (first / all) + b.mean * (second / all);
}

function finite({ points, nan, over, under }: CurveBucket): number {
  return points - nan - over - under;
}
