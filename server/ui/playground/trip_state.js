// The trip that is asked for: in the address, as a request, as a command.

/** Nothing chosen yet. `miles` is null as long as nobody typed them, "" when they were taken out. */
export const NO_TRIP = Object.freeze({ from: null, to: null, miles: null, at: "" });

/** The trip in a query string; what makes no sense in it is left out. */
export function tripOfQuery(query) {
  const params = new URLSearchParams(query);
  const zone = (name) => {
    const text = params.get(name);
    return text !== null && /^\d{1,4}$/.test(text) ? Number(text) : null;
  };
  const miles = params.get("miles");
  const at = params.get("at") ?? "";
  return {
    from: zone("from"),
    to: zone("to"),
    miles: miles !== null && Number.isFinite(Number(miles)) ? miles.trim() : null,
    at: /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(at) ? at : "",
  };
}

/** The query string that {@linkcode tripOfQuery} reads back; empty for no trip. */
export function queryOfTrip({ from, to, miles, at }) {
  const params = new URLSearchParams();
  if (from !== null) params.set("from", String(from));
  if (to !== null) params.set("to", String(to));
  if (miles !== null) params.set("miles", miles);
  if (at !== "") params.set("at", at);
  const query = params.toString().replaceAll("%3A", ":"); // a colon may stand in a query as it is
  return query === "" ? "" : `?${query}`;
}

/**
 * The body of POST /predict.
 *
 * @param typicalMiles of the pair, told when nobody typed any; null when not known
 */
export function bodyOfTrip({ from, to, miles, at }, typicalMiles) {
  const body = { PULocationID: from, DOLocationID: to };
  if (miles === null ? typicalMiles !== null : miles !== "") {
    body.trip_distance = Number(miles ?? typicalMiles);
  }
  if (at !== "") body.pickup_datetime = at;
  return body;
}

/** The same request as a command; the token is named, never shown. */
export function curlOf(origin, body, withToken) {
  return [
    `curl '${origin}/predict?explain=true'`,
    "-H 'content-type: application/json'",
    ...(withToken ? ['-H "authorization: Bearer $TAXI_TOKEN"'] : []),
    `-d '${JSON.stringify(body)}'`,
  ].join(" \\\n  ");
}

/** The minute of `now` on New York's clocks, as datetime-local writes it. */
export function newYorkMinute(now) {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: "America/New_York",
    dateStyle: "short",
    timeStyle: "short",
    hourCycle: "h23",
  }).format(now);
  return parts.replace(", ", "T");
}
