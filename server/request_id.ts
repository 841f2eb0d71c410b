/**
 * A new UUID of version 7 (RFC 9562): 48 bits of `now` (milliseconds since 1970), then random ones. Ids made one after
 * another lie side by side in the log's index, where random ones would each touch another page.
 */
export function requestId(now: number): string {
  const time = now.toString(16).padStart(12, "0");
  const random = crypto.randomUUID(); // version 4: random but for its version, digit 14, and its variant
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(15)}`;
}
