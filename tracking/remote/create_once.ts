import type { Transport } from "./transport.ts";

/**
 * Makes something that must not be made twice. When an attempt got no answer, it may have been done all the same: it is looked for
 * before the next one.
 *
 * @param create one attempt
 * @param find what an attempt has made, if it has
 */
export function createOnce<T>(
  transport: Transport,
  create: () => Promise<T>,
  find: () => Promise<T | undefined>,
): Promise<T> {
  return transport.retry(async (again) => (again ? await find() : undefined) ?? await create());
}
