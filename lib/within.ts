import { later } from "./sleep.ts";

/** Waits until `work` is done, at most so many milliseconds; what it comes to later is nobody's business any more. */
export async function within(work: Promise<unknown>, milliseconds: number): Promise<void> {
  const timeUp = Promise.withResolvers<void>();
  const callOff = later(milliseconds, timeUp.resolve);
  try {
    await Promise.race([work, timeUp.promise]);
  } finally {
    callOff();
  }
}
