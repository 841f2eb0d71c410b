/**
 * Calls `refresh` again and again until `signal` aborts, and never while the last call is under way. It keeps no process alive.
 *
 * @param refresh must not reject
 * @param milliseconds from one call to the next
 */
export function keepRefreshing(
  refresh: () => Promise<void>,
  { milliseconds, signal }: { readonly milliseconds: number; readonly signal: AbortSignal },
): void {
  if (signal.aborted) return;
  let underWay = false;
  const timer = setInterval(async () => {
    if (underWay) return;
    underWay = true;
    await refresh();
    underWay = false;
  }, milliseconds);
  Deno.unrefTimer(timer);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}
