import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { UsageError } from "../lib/errors.ts";
import { AcceptedTokens } from "../server/gate/accepted_tokens.ts";
import { corsGate } from "../server/gate/cors_gate.ts";
import { hostGate } from "../server/gate/host_gate.ts";
import { followTokens } from "../server/gate/followed_tokens.ts";
import { isLoopback } from "../server/gate/listen_policy.ts";
import type { Rate } from "../server/gate/rate_limit.ts";
import { rateLimitGate } from "../server/gate/rate_limit_gate.ts";
import { hashOf } from "../server/gate/token.ts";
import { readTokens, type StoredToken } from "../server/gate/token_file.ts";
import { tokenGate } from "../server/gate/token_gate.ts";
import { transportSecurityGate } from "../server/gate/transport_security_gate.ts";
import { TRACKING_ROUTES } from "../server/mlflow/paths.ts";
import type { Gate } from "../server/request_handler.ts";
import { TRACKER_ROUTES } from "../server/ui/tracker/paths.ts";
import { placeWords, TOKEN_FILE_OPTION, tokenFile } from "./tokens.ts";

/** Who may ask a server, from where and how often, as the command line has it. */
export interface GateOptions {
  /** Listens on other addresses than loopback without any token. */
  readonly insecure?: true;
  /** In place of `tokens.json` in the home. */
  readonly tokenFile?: string;
  /** Of each client; none unless told. */
  readonly rateLimit?: Rate;
  /** Origins of pages that may ask from a browser; none unless told. */
  readonly corsOrigin?: readonly string[];
  /** Names besides private addresses by which the tracking server is asked; none unless told. */
  readonly allowedHost?: readonly string[];
}

/** What else is to be known of a server before its gates are made. */
export interface GuardedServer {
  /** The address that it listens on. */
  readonly host: string;
  /** Whether it is asked over TLS. */
  readonly tls?: boolean;
  /** Where `tokens.json` is, as `--home` had it. */
  readonly home?: string;
}

/** Gates of a server, and what keeps them up to date. */
export interface OpenedGates {
  readonly gates: readonly Gate[];
  /** Takes over what has changed in the file of tokens; to be called again and again; never rejects. */
  readonly refresh: () => Promise<void>;
  /** Whether a request needs a token at the moment. */
  readonly tokensRequired: () => boolean;
}

const SECONDS = { s: 1, m: 60, h: 3600 } as const;
const MIN_TOKEN_LENGTH = 32;

/**
 * Adds the options of {@linkcode GateOptions} to a command.
 *
 * Their values are read by {@linkcode gateOptions}: so many more in the type of one command would keep the type checker busy
 * for minutes.
 */
export function addGateOptions(command: CommandUnknownOpts): void {
  command
    .option(...TOKEN_FILE_OPTION)
    .option(
      "--insecure",
      "listen on another address than loopback without any token, where something else keeps strangers out",
    )
    .option(
      "--rate-limit <rate>",
      "most requests of a client, by its token or address, such as 100/s or 600/m",
      parseRate,
    )
    .option(
      "--cors-origin <origins...>",
      "origins whose pages may ask from a browser, such as https://maps.example.org",
      addOrigin,
    )
    .option(
      "--allowed-host <names...>",
      "names by which MLflow's clients ask, besides private addresses, such as tracking.example.org",
      addHost,
    );
}

/** The values of a command to which {@linkcode addGateOptions} were added. */
export function gateOptions(command: CommandUnknownOpts): GateOptions {
  return command.opts() as unknown as GateOptions;
}

/**
 * Makes the gates that `options` ask for, in the order in which they are to be asked.
 *
 * @param environment value of an environment variable
 * @param tell told of each change of the tokens in one sentence; must not throw
 * @throws UsageError when strangers could ask without a token and `--insecure` is not said
 * @throws TaxiError `token_file` when the file of tokens cannot be read
 */
export async function openGates(
  options: GateOptions & GuardedServer,
  environment: (name: string) => string | undefined,
  tell: (sentence: string) => void,
): Promise<OpenedGates> {
  const path = tokenFile(options);
  const [stored, others] = [await readTokens(path), environmentToken(environment)];
  const required = stored !== undefined || others.length > 0;
  if (!required && !options.insecure && !isLoopback(options.host)) throw wouldBeOpen(options);
  const tokens = [...stored ?? [], ...others];
  const accepted = new AcceptedTokens(tokens, required);
  if (required && tokens.length === 0) tell(`taxi: All tokens of "${path}" are revoked: nobody is let in`);
  const gates = [tokenGate(accepted)];
  if (options.corsOrigin) gates.unshift(corsGate(options.corsOrigin));
  gates.unshift(hostGate({
    guards: (route) => TRACKING_ROUTES.has(route) || TRACKER_ROUTES.has(route),
    hosts: [options.host, ...options.allowedHost ?? []],
    origins: options.corsOrigin ?? [],
  }));
  if (options.rateLimit) gates.push(rateLimitGate(options.rateLimit));
  if (options.tls) gates.push(transportSecurityGate());
  return {
    gates,
    refresh: followTokens({ path, others, accepted, tell }, stored),
    tokensRequired: () => accepted.required,
  };
}

/** Reads `100/s`, `600/m` or `5000/h`; as many may come at once. @throws UsageError */
export function parseRate(text: string): Rate {
  const [, digits, unit] = /^([1-9]\d{0,8})\/([smh])$/.exec(text.trim()) ?? [];
  if (digits === undefined) {
    throw new UsageError(
      `Cannot read --rate-limit "${text}": expected requests in a second, minute or hour, such as 100/s or 600/m`,
      "taxi serve --rate-limit 100/s",
    );
  }
  const count = Number(digits);
  return { count, seconds: SECONDS[unit as keyof typeof SECONDS], burst: count };
}

/** Adds one origin to those before it. @throws UsageError */
export function addOrigin(text: string, before: readonly string[] = []): readonly string[] {
  if (!text.includes("*") && URL.canParse(text) && new URL(text).origin === text) return [...before, text];
  throw new UsageError(
    `Cannot read --cors-origin "${text}": expected scheme, host and port as browsers write them, such as https://maps.example.org`,
    "taxi serve --cors-origin https://maps.example.org",
  );
}

/** Adds one name to those before it. @throws UsageError */
export function addHost(text: string, before: readonly string[] = []): readonly string[] {
  if (/^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/i.test(text)) return [...before, text];
  throw new UsageError(
    `Cannot read --allowed-host "${text}": expected a name without scheme and port, such as tracking.example.org`,
    "taxi serve --allowed-host tracking.example.org",
  );
}

/** The token of `TAXI_TOKEN`, for containers, which get their secrets that way. It must be as hard to guess as ours. */
function environmentToken(environment: (name: string) => string | undefined): readonly StoredToken[] {
  const token = environment("TAXI_TOKEN");
  if (!token) return []; // set but empty is as good as unset
  if (token.length < MIN_TOKEN_LENGTH || !/^[A-Za-z0-9._~+/-]+=*$/.test(token)) {
    throw new UsageError(
      `Cannot use TAXI_TOKEN: found ${token.length} characters, expected ${MIN_TOKEN_LENGTH} or more letters, digits and ._~+/-`,
      "export TAXI_TOKEN=$(openssl rand -hex 32)",
    );
  }
  return [{ name: "TAXI_TOKEN", sha256: hashOf(token).toHex(), created_at: new Date().toISOString() }];
}

function wouldBeOpen(options: GateOptions & GuardedServer): UsageError {
  return new UsageError(
    `Cannot listen on "${options.host}" without a token: whoever reaches it could ask; expected a token, or ` +
      "--insecure where something else keeps strangers out",
    `taxi tokens create laptop${placeWords(options)}`,
  );
}
