import type { Environment } from "../../lib/cache_folder.ts";
import { UsageError } from "../../lib/errors.ts";

/** A tracking server that speaks MLflow's REST API, and who asks there. */
export interface TrackingServer {
  /** Such as `https://tracking.example.org/prefix`: no user, no password, no slash at the end. */
  readonly url: string;
  /** The header of that name; never printed. */
  readonly authorization?: string;
  /** File with the certificates (PEM) to trust, in place of the system's. */
  readonly certificates?: string;
  /** Milliseconds in which an answer must be there. */
  readonly timeout: number;
  /** How often what may pass is asked again. */
  readonly retries: number;
}

/** As long as MLflow's own clients wait. */
const USUAL_SECONDS = 120;

/** Some 18 seconds in all: long enough for a server that is started anew, short enough for who waits. */
const USUAL_RETRIES = 5;

/**
 * Reads the address of a tracking server, and from the environment who asks there: by user and password, else by those in the
 * address, else by a token.
 *
 * @param named what the address is called in a sentence, such as `--tracking`
 * @throws UsageError which never shows a password
 */
export function parseTrackingServer(
  text: string,
  named: string,
  environment: Environment = (name) => Deno.env.get(name),
): TrackingServer {
  const url = URL.parse(text);
  const refuse = (found: string) =>
    new UsageError(`Cannot read ${named}: found ${found}, expected http://HOST:PORT or https://HOST`);
  if (url === null || !/^https?:$/.test(url.protocol)) throw refuse("no address of a server");
  if (url.search !== "" || url.hash !== "") throw refuse(`"${url.search === "" ? "#" : "?"}"`);
  refuseInsecureTls(environment);
  const authorization = authorizationOf(url, environment);
  const certificates = environment("MLFLOW_TRACKING_SERVER_CERT_PATH") || undefined;
  return {
    url: url.origin + url.pathname.replace(/\/+$/, ""),
    timeout: 1000 * readNumber("MLFLOW_HTTP_REQUEST_TIMEOUT", environment("MLFLOW_HTTP_REQUEST_TIMEOUT"), {
      usual: USUAL_SECONDS,
      least: 0.001,
      most: 86_400,
    }),
    retries: readNumber("MLFLOW_HTTP_REQUEST_MAX_RETRIES", environment("MLFLOW_HTTP_REQUEST_MAX_RETRIES"), {
      usual: USUAL_RETRIES,
      least: 0,
      most: 10,
    }),
    ...(authorization && { authorization }),
    ...(certificates && { certificates }),
  };
}

/** A token that anybody on the way could take is worse than no connection. */
function refuseInsecureTls(environment: Environment): void {
  if (!/^(true|1)$/i.test(environment("MLFLOW_TRACKING_INSECURE_TLS") ?? "")) return;
  throw new UsageError(
    "Cannot do without checking certificates (MLFLOW_TRACKING_INSECURE_TLS): " +
      "expected the server's own certificate in MLFLOW_TRACKING_SERVER_CERT_PATH",
  );
}

function authorizationOf(url: URL, environment: Environment): string | undefined {
  const user = environment("MLFLOW_TRACKING_USERNAME"), password = environment("MLFLOW_TRACKING_PASSWORD");
  if (user && password) return basic(user, password);
  if (url.username !== "") return basic(unescape(url.username), unescape(url.password));
  const token = environment("MLFLOW_TRACKING_TOKEN");
  return token ? `Bearer ${token}` : undefined;
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a password with a percent sign, as it was typed
  }
}

function basic(user: string, password: string): string {
  return `Basic ${new TextEncoder().encode(`${user}:${password}`).toBase64()}`;
}

function readNumber(
  name: string,
  told: string | undefined,
  { usual, least, most }: { readonly usual: number; readonly least: number; readonly most: number },
): number {
  const value = told ? Number(told) : usual;
  if (value >= least && value <= most) return value;
  throw new UsageError(`Cannot read ${name} "${told}": expected a number from ${least} to ${most}`);
}
