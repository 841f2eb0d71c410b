/** Waits until `work` is done, at most so many milliseconds; what it comes to later is nobody's business any more. */
export async function within(work: Promise<unknown>, milliseconds: number): Promise<void> {
  const timeUp = Promise.withResolvers<void>();
  const timer = setTimeout(timeUp.resolve, milliseconds);
  try {
    await Promise.race([work, timeUp.promise]);
  } finally {
    clearTimeout(timer);
  }
}
