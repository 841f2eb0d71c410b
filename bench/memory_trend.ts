/** Resident memory at a time. */
export interface MemorySample {
  /** Since the load began. */
  readonly seconds: number;
  /** Resident. */
  readonly bytes: number;
}

/** How memory moved after the warm-up. */
export interface MemoryTrend {
  /** Least squares over the samples after the warm-up, bytes a minute. */
  readonly bytesPerMinute: number;
  /** The slope over the whole time after the warm-up, as a share of the median. */
  readonly growth: number;
  /** Of the samples after the warm-up. */
  readonly medianBytes: number;
  /** Of all samples. */
  readonly peakBytes: number;
}

const BAR_BYTES = 4e6;

/**
 * The straight line through the samples from `warmupSeconds` on.
 *
 * @throws RangeError when there are fewer than two of them
 */
export function memoryTrend(samples: readonly MemorySample[], warmupSeconds: number): MemoryTrend {
  const after = samples.filter(({ seconds }) => seconds >= warmupSeconds);
  if (after.length < 2) {
    throw new RangeError(
      `Cannot tell a trend of ${after.length} samples after the warm-up: expected two or more`,
    );
  }
  const mean = (value: (sample: MemorySample) => number) =>
    after.reduce((sum, sample) => sum + value(sample), 0) / after.length;
  const [middle, level] = [mean(({ seconds }) => seconds), mean(({ bytes }) => bytes)];
  const slope = mean(({ seconds, bytes }) => (seconds - middle) * (bytes - level)) /
    mean(({ seconds }) => (seconds - middle) ** 2);
  const ascending = after.map(({ bytes }) => bytes).sort((a, b) => a - b);
  const medianBytes = ascending[ascending.length >> 1];
  const span = after.at(-1)!.seconds - after[0].seconds;
  return {
    bytesPerMinute: slope * 60,
    growth: slope * span / medianBytes,
    medianBytes,
    peakBytes: Math.max(...samples.map(({ bytes }) => bytes)),
  };
}

/** A line for each stretch of time: from when, the smallest and the largest, a bar as long as the largest. */
export function memoryChart(samples: readonly MemorySample[], lines = 20): string[] {
  const stretch = (samples.at(-1)?.seconds ?? 0) / lines;
  return Array.from({ length: lines }, (_, line) => {
    const within = samples.filter(({ seconds }) =>
      seconds >= line * stretch && (seconds < (line + 1) * stretch || line === lines - 1)
    ).map(({ bytes }) => bytes);
    if (within.length === 0) return undefined;
    const [least, most] = [Math.min(...within), Math.max(...within)];
    const figures = `${megabytes(least)} to ${megabytes(most)} MB`;
    return `${clock(line * stretch)}  ${figures}  ${"#".repeat(Math.round(most / BAR_BYTES))}`;
  }).filter((line) => line !== undefined);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0).padStart(4);
}

/** Minutes and seconds. */
function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${String(Math.floor(whole / 60)).padStart(3)}:${String(whole % 60).padStart(2, "0")}`;
}
