import { type Figures, type Metric, SHOWN } from "./comparison.ts";
import { type Service, startService } from "./running_service.ts";
import { spreadOf } from "./spread.ts";

/** What {@linkcode measureService} measures, as the rows of a comparison. */
export const SERVICE_METRICS: readonly Metric[] = [
  { key: "coldStartSeconds", label: "start to first answer", ...SHOWN.milliseconds },
  { key: "residentBytes", label: "resident memory at first answer", ...SHOWN.megabytes },
  { key: "privateBytes", label: "  private part of it", ...SHOWN.megabytes },
  { key: "warmResidentBytes", label: "resident memory when warm", ...SHOWN.megabytes },
  { key: "requestSeconds", label: "median request when warm", ...SHOWN.milliseconds },
];

/**
 * Starts a service, asks until it answers, reads its memory, asks `requests` times more, one at a time, and ends it.
 *
 * Memory is left out where there is no `/proc`.
 *
 * @throws TaxiError when the service ends by itself, answers with an error, or does not answer within five minutes
 */
export async function measureService(
  service: Service & { readonly requests: number },
  signal?: AbortSignal,
): Promise<Figures> {
  await using running = await startService(service, signal);
  const cold = await running.memory();
  const seconds: number[] = [];
  for (let i = 0; i < service.requests; i++) {
    const begin = performance.now();
    await running.predict();
    seconds.push((performance.now() - begin) / 1000);
  }
  const warm = await running.memory();
  return {
    coldStartSeconds: running.coldStartSeconds,
    requestSeconds: spreadOf(seconds).median,
    ...(cold && { residentBytes: cold.resident, privateBytes: cold.private }),
    ...(warm && { warmResidentBytes: warm.resident }),
  };
}
