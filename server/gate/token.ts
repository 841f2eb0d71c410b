import { createHash, randomBytes } from "node:crypto";

const RANDOM_BYTES = 32;

/** A new token: `taxi_`, by which searches for lost secrets know it, and 256 random bits in base64url. */
export function mintToken(): string {
  return `taxi_${randomBytes(RANDOM_BYTES).toString("base64url")}`;
}

/**
 * What is kept of a token: its SHA-256, 32 bytes. Slow, salted hashes protect passwords, of which there are so few that all
 * can be tried; of 256 random bits none can be guessed, however fast the hash.
 */
export function hashOf(token: string): Uint8Array {
  return createHash("sha256").update(token).digest();
}
