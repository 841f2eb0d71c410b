import { TaxiError } from "../../lib/errors.ts";
import type { AcceptedTokens } from "./accepted_tokens.ts";
import { readTokens, type StoredToken } from "./token_file.ts";

/** What {@linkcode followTokens} follows. */
export interface FollowedTokensOptions {
  /** The file that may change. */
  readonly path: string;
  /** Tokens that are taken besides, whatever the file says. */
  readonly others: readonly StoredToken[];
  /** Where they are taken to. */
  readonly accepted: Pick<AcceptedTokens, "replace">;
  /** Told of each change in one sentence; must not throw. */
  readonly tell: (sentence: string) => void;
}

/**
 * Makes a function that takes over what has changed in a file of tokens. A file that cannot be read changes nothing, so that
 * neither is anybody let in nor anybody shut out by mistake; a file that is gone revokes all.
 *
 * @param known what the file held when it was read last, undefined where there was none
 * @returns to be called again and again; never rejects
 */
export function followTokens(
  { path, others, accepted, tell }: FollowedTokensOptions,
  known: readonly StoredToken[] | undefined,
): () => Promise<void> {
  let last = JSON.stringify(known), lastFault: string | undefined;
  return async () => {
    try {
      const tokens = await readTokens(path), now = JSON.stringify(tokens);
      lastFault = undefined;
      if (now === last) return;
      last = now;
      accepted.replace([...tokens ?? [], ...others], tokens !== undefined || others.length > 0);
      tell(`The tokens of "${path}" are ${(tokens ?? []).map(({ name }) => name).join(", ") || "none"} now`);
    } catch (error) {
      const fault = error instanceof TaxiError ? error.message : String(error);
      if (fault !== lastFault) tell(`taxi: ${fault}; the tokens stay as they were`);
      lastFault = fault;
    }
  };
}
