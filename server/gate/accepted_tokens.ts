import { timingSafeEqual } from "node:crypto";
import { hashOf } from "./token.ts";
import type { StoredToken } from "./token_file.ts";

/** Spellings of accepted headers that are kept; there is one for each token, unless clients play with letter case. */
const MAX_KEPT = 1024;
/** As RFC 6750 has it, section 2.1. */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** As RFC 7617 has it: MLflow's clients send a token as the password of any user. */
const BASIC = /^basic +([A-Za-z0-9+/]+=*)$/i;

/** The tokens that a server takes at the moment. */
export class AcceptedTokens {
  #tokens: { readonly name: string; readonly hash: Uint8Array }[] = [];
  #required = false;
  /**
   * Names of tokens by the whole headers that were accepted, so that only the first request of a client costs a SHA-256. A
   * look-up does not leak a token by its time: it compares a key to the asked text only when their 32-bit hashes are equal,
   * under a seed that only this process knows, so nobody can feel the way from one right letter to the next. What is refused
   * is never kept, so strangers can neither fill it nor push others out.
   */
  readonly #names = new Map<string, string>();

  /** As {@linkcode AcceptedTokens.replace} does. */
  constructor(tokens: readonly StoredToken[], required?: boolean) {
    this.replace(tokens, required);
  }

  /** Whether a request needs a token. The last one's revocation closes the door, it does not open it. */
  get required(): boolean {
    return this.#required;
  }

  /**
   * Takes these tokens from now on, and no others.
   *
   * @param required whether a token is needed from now on; where there is one it is, unless told
   */
  replace(tokens: readonly StoredToken[], required: boolean = tokens.length > 0): void {
    this.#tokens = tokens.map(({ name, sha256 }) => ({ name, hash: Uint8Array.fromHex(sha256) }));
    this.#names.clear();
    this.#required ||= required;
  }

  /** The name of the token in an `Authorization` header, undefined when it has none that is taken. */
  nameOf(authorization: string): string | undefined {
    return this.#names.get(authorization) ?? this.#find(authorization);
  }

  #find(authorization: string): string | undefined {
    const token = BEARER.exec(authorization)?.[1] ?? passwordOf(authorization);
    if (token === undefined) return undefined;
    const hash = hashOf(token);
    let found: string | undefined;
    for (const { name, hash: expected } of this.#tokens) { // all of them: the time tells not which one was near
      if (timingSafeEqual(hash, expected)) found = name;
    }
    if (found === undefined) return undefined;
    if (this.#names.size >= MAX_KEPT) this.#names.clear();
    this.#names.set(authorization, found);
    return found;
  }
}

function passwordOf(authorization: string): string | undefined {
  const encoded = BASIC.exec(authorization)?.[1];
  if (encoded === undefined) return undefined;
  try {
    const text = new TextDecoder().decode(Uint8Array.fromBase64(encoded));
    const colon = text.indexOf(":");
    return colon === -1 ? undefined : text.slice(colon + 1);
  } catch {
    return undefined;
  }
}
