const GROUPS = 8;
/** A network of IPv6 gives each of its members that many groups of their own to number as they like. */
const NETWORK_GROUPS = 4;

/**
 * By what a client without a token is known: its IPv4 address, or the /64 network of its IPv6 address, since whoever has one of
 * these addresses has 2^64.
 */
export function clientKey(address: string): string {
  if (!address.includes(":")) return address;
  if (address.startsWith("::ffff:") && address.includes(".")) return address.slice("::ffff:".length); // IPv4 after all
  const [head, tail] = address.split("::").map((part) => part === "" ? [] : part.split(":"));
  const zeros = tail === undefined ? 0 : GROUPS - head.length - tail.length;
  const groups = [...head, ...Array(Math.max(0, zeros)).fill("0"), ...(tail ?? [])];
  return `${groups.slice(0, NETWORK_GROUPS).join(":")}::/64`;
}
