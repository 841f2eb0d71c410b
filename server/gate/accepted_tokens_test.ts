import assert from "node:assert/strict";
import { AcceptedTokens } from "./accepted_tokens.ts";
import { hashOf, mintToken } from "./token.ts";

function stored(name: string, token: string) {
  return { name, sha256: hashOf(token).toHex(), created_at: "2026-01-02T12:00:00.000Z" };
}

Deno.test("AcceptedTokens names the token of a header, whatever the case of its scheme, again and again", () => {
  const [a, b] = [mintToken(), mintToken()];
  const tokens = new AcceptedTokens([stored("ann", a), stored("bob", b)]);
  for (let round = 0; round < 3; round++) {
    assert.equal(tokens.nameOf(`Bearer ${a}`), "ann");
    assert.equal(tokens.nameOf(`bearer   ${a}`), "ann");
    assert.equal(tokens.nameOf(`BEARER ${b}`), "bob");
  }
});

Deno.test("AcceptedTokens takes a token as the password of any user, and no other password", () => {
  const token = mintToken();
  const tokens = new AcceptedTokens([stored("ann", token)]);
  const basic = (text: string) => `Basic ${new TextEncoder().encode(text).toBase64()}`;
  for (const user of ["ann", "", "somebody", "é"]) {
    assert.equal(tokens.nameOf(basic(`${user}:${token}`)), "ann", user);
  }
  assert.equal(tokens.nameOf(basic(`a:${token}`).replace("Basic", "bASIC")), "ann");
  const others = [token, `${token}:`, `:${token} `, `a:b:${token}`, ":", "", "ann:ann"];
  for (const other of others) assert.equal(tokens.nameOf(basic(other)), undefined, other);
  for (const header of ["Basic", "Basic ", "Basic !!!!", "Basic YQ", `Basic a:${token}`]) {
    assert.equal(tokens.nameOf(header), undefined, header);
  }
});

Deno.test("AcceptedTokens takes nothing that is near a token", () => {
  const token = mintToken();
  const tokens = new AcceptedTokens([stored("ann", token)]);
  const near = [
    "",
    "Bearer",
    "Bearer ",
    token,
    `Basic ${token}`,
    `Bearer${token}`,
    `Bearer ${token} `,
    `Bearer ${token}=`,
    `Bearer ${token.slice(0, -1)}`,
    `Bearer ${token}${token}`,
    `Bearer ${token}, Bearer ${token}`,
    `Bearer ${token.toUpperCase()}`,
    `Bearer ${hashOf(token).toHex()}`,
    "Bearer __proto__",
  ];
  for (const header of [...near, ...near]) assert.equal(tokens.nameOf(header), undefined, header);
});

Deno.test("AcceptedTokens forgets at once what it is no longer given", () => {
  const [a, b] = [mintToken(), mintToken()];
  const tokens = new AcceptedTokens([stored("ann", a), stored("bob", b)]);
  assert.equal(tokens.nameOf(`Bearer ${a}`), "ann");
  tokens.replace([stored("bob", b)]);
  assert.equal(tokens.nameOf(`Bearer ${a}`), undefined);
  assert.equal(tokens.nameOf(`Bearer ${b}`), "bob");
});

Deno.test("AcceptedTokens needs a token from the first one on, and still when the last is revoked", () => {
  const tokens = new AcceptedTokens([]);
  assert.equal(tokens.required, false);
  tokens.replace([stored("ann", mintToken())]);
  assert.equal(tokens.required, true);
  tokens.replace([]);
  assert.equal(tokens.required, true);
  assert.equal(new AcceptedTokens([], true).required, true);
});

Deno.test("AcceptedTokens takes more spellings of a header than it keeps", () => {
  const token = mintToken();
  const tokens = new AcceptedTokens([stored("ann", token)]);
  for (let spaces = 1; spaces <= 3000; spaces++) {
    assert.equal(tokens.nameOf(`Bearer${" ".repeat(spaces)}${token}`), "ann");
  }
});
