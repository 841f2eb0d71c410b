// Asks the server, with a token where it wants one.

const TOKEN = "taxi-token"; // in sessionStorage: this tab only, gone when it closes

/** An answer that is none: what the server says of it, which fields it names, and when to try again. */
export class ApiFault extends Error {
  constructor(message, { status = 0, errors = [], retrySeconds = null } = {}) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.retrySeconds = retrySeconds;
  }
}

/** Whether a token was given in this tab. */
export function hasToken() {
  return sessionStorage.getItem(TOKEN) !== null;
}

/** Forgets the token. */
export function forgetToken() {
  sessionStorage.removeItem(TOKEN);
}

/**
 * Asks the server for JSON.
 *
 * @param askToken asked for a token when the server wants one, told whether one was refused; rejects when nobody gives it
 * @throws ApiFault for every answer that is no success, and when there is none; AbortError when `init.signal` aborts
 */
export async function ask(path, init, askToken) {
  for (;;) {
    const token = sessionStorage.getItem(TOKEN);
    const headers = { ...init.headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
    const response = await fetch(path, { ...init, headers }).catch((cause) => {
      if (cause.name === "AbortError") throw cause;
      throw new ApiFault(`No answer from ${location.host}. Is the server still running?`);
    });
    if (response.ok) return await response.json();
    if (response.status !== 401) throw await faultOf(response);
    if (sessionStorage.getItem(TOKEN) === token) {
      sessionStorage.setItem(TOKEN, await askToken(token !== null));
    } // else it was given while this request was under way
  }
}

async function faultOf(response) {
  const problem = await response.json().catch(() => ({}));
  const after = Number(response.headers.get("retry-after") ?? NaN);
  return new ApiFault(problem.detail ?? `The server answered ${response.status} ${response.statusText}`, {
    status: response.status,
    errors: problem.errors ?? [],
    retrySeconds: response.status === 503 || response.status === 429 ? (after >= 0 ? after : 1) : null,
  });
}
