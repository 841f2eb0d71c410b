import assert from "node:assert/strict";
import { readAliasRequest } from "./alias_request.ts";

const post = (body: BodyInit, type = "application/x-www-form-urlencoded") =>
  readAliasRequest(new Request("http://h/", { method: "POST", body, headers: { "content-type": type } }));

Deno.test("readAliasRequest tells an alias that was nowhere from one of which nothing is told", async () => {
  assert.deepEqual(await post("alias=+a+&version=3&was=2"), { alias: "a", to: 3, was: 2 });
  assert.deepEqual(await post("alias=a&version=3&was="), { alias: "a", to: 3, was: null });
  assert.deepEqual(await post("alias=a&version="), { alias: "a", to: null, was: undefined });
});

Deno.test("readAliasRequest refuses what is no form of ours", async () => {
  for (const version of ["0", "-1", "1.5", "1e3", "x", " 3", "9999999999"]) {
    await assert.rejects(post(`alias=a&version=${version}`), {
      code: "usage",
      message: /number of a version/,
    }, version);
  }
  await assert.rejects(
    post('{"alias":"a"}', "application/json"),
    /expected application\/x-www-form-urlencoded/,
  );
  await assert.rejects(post(`alias=${"a".repeat(5000)}`), { code: "too_long" });
});
