/** One side of a comparison: something that can be run again and again, and measured. */
export interface Contestant<Sample> {
  /** As it stands at the head of its column. */
  readonly name: string;
  /** Runs once; `round` counts from 0, warm-up rounds are negative. */
  readonly run: (round: number) => Promise<Sample>;
}

/** How often to run and whom to tell. */
export interface PairedRunOptions<Sample> {
  /** Measured rounds, each of one run of either side. */
  readonly rounds: number;
  /** Rounds before these, thrown away: they fill disk caches for both sides alike. */
  readonly warmup: number;
  /** Called after each run, warm-up too. */
  readonly onRun?: (name: string, round: number, sample: Sample) => void;
}

/**
 * Runs both sides in turn: A B, then B A, then A B, so that neither always finds the machine as the other left it.
 *
 * @returns the samples of the first and of the second, by round
 */
export async function runAlternating<Sample>(
  first: Contestant<Sample>,
  second: Contestant<Sample>,
  options: PairedRunOptions<Sample>,
): Promise<[Sample[], Sample[]]> {
  const [ofFirst, ofSecond] = await runInTurn([first, second], options);
  return [ofFirst, ofSecond];
}

/** {@linkcode runAlternating} for any number of sides: each second round goes backwards. */
export async function runInTurn<Sample>(
  contestants: readonly Contestant<Sample>[],
  options: PairedRunOptions<Sample>,
): Promise<Sample[][]> {
  const samples = new Map<Contestant<Sample>, Sample[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 0 - options.warmup; round < options.rounds; round++) {
    for (const contestant of round % 2 === 0 ? contestants : contestants.toReversed()) {
      const sample = await contestant.run(round);
      options.onRun?.(contestant.name, round, sample);
      if (round >= 0) samples.get(contestant)!.push(sample);
    }
  }
  return [...samples.values()];
}
