import assert from "node:assert/strict";
import { parsePostgresUrl } from "../lib/postgres_address.ts";
import { isServer, TRACKING_OPTION, trackingPlace, trackingWords } from "./tracking_option.ts";

const [, , parse] = TRACKING_OPTION;

function place(uri: string, option?: ReturnType<typeof parse>) {
  return trackingPlace(option, (name) => name === "MLFLOW_TRACKING_URI" ? uri : undefined);
}

Deno.test("trackingPlace: the option goes before the variable, an empty variable means the home", () => {
  const told = place("https://tracking.example.org/");
  assert.ok(isServer(told) && told.url === "https://tracking.example.org");
  assert.equal(place(""), undefined);
  const database = parsePostgresUrl("postgres://taxi@db/taxi");
  assert.equal(place("https://tracking.example.org", database), database);
  assert.equal(place("sqlite:///mlflow.db", database), database);
  assert.ok(!isServer(database) && !isServer(undefined));
});

Deno.test("trackingPlace refuses stores of MLflow's own and shows no password", () => {
  for (
    const uri of ["sqlite:///mlflow.db", "postgresql://u:secret@h/d", "databricks", "./mlruns", "file:///a"]
  ) {
    assert.throws(() => place(uri), (error: Error) => {
      assert.match(
        error.message,
        /^Cannot track in MLFLOW_TRACKING_URI: found "[^"]*", expected a server, http:/,
      );
      assert.doesNotMatch(error.message, /secret/);
      return true;
    });
  }
});

Deno.test("--tracking takes servers and PostgreSQL, and says so of anything else", () => {
  assert.ok(isServer(parse("http://127.0.0.1:5000")));
  assert.ok(!isServer(parse("postgresql://taxi@db/taxi")));
  for (const text of ["ftp://u:secret@h", "nothing"]) {
    assert.throws(() => parse(text), {
      message: /^Cannot read --tracking: found .*, expected http:\/\/HOST:PORT, https:\/\/HOST or postgres:/,
    });
  }
});

Deno.test("trackingWords name the place again, without the password", () => {
  assert.equal(trackingWords(undefined), "");
  assert.equal(trackingWords(parse("http://u:secret@h:5000/p")), " --tracking http://h:5000/p");
  assert.equal(trackingWords(parse("postgres://u:secret@h/d")), " --tracking postgres://u@h:5432/d");
});
