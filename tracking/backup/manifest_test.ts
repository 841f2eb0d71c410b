import assert from "node:assert/strict";
import fc from "fast-check";
import { sha256 } from "../../lib/hash.ts";
import {
  type BackedUpFile,
  BACKUP_VERSION,
  decodeManifest,
  encodeManifest,
  type Manifest,
} from "./manifest.ts";

const HASH = fc.string().map((text) => sha256(text));
const FILE: fc.Arbitrary<BackedUpFile> = fc.tuple(
  HASH,
  fc.constantFrom(
    "tracking.db",
    "predictions.db",
    "tokens.json",
    "zones.json",
    "models/a b.taxi",
    "models/ä",
    "content",
  ),
  fc.maxSafeNat(),
).map(([sha256, path, size]) => ({
  path: path === "content" ? `artifacts/${sha256.slice(0, 2)}/${sha256}` : path,
  size,
  sha256,
}));
const FILES = fc.uniqueArray(FILE, { minLength: 1, selector: ({ path }) => path });

function manifest(files: readonly BackedUpFile[]): Manifest {
  return { version: BACKUP_VERSION, madeBy: "0.1.0", madeAt: "2026-01-01T00:00:00Z", files };
}

Deno.test("decodeManifest gives back what encodeManifest was given", () => {
  fc.assert(fc.property(FILES, (files) => {
    assert.deepEqual(decodeManifest(encodeManifest(manifest(files)), "a.tar").files, files);
  }));
});

Deno.test("decodeManifest refuses files that have no place in a home, and two in one place", () => {
  const hash = sha256("");
  const file = { path: "tokens.json", size: 0, sha256: hash };
  const refused = (...files: unknown[]) => {
    const bytes = encodeManifest(manifest(files as BackedUpFile[]));
    assert.throws(() => decodeManifest(bytes, "a.tar"), { code: "damaged" }, JSON.stringify(files));
  };
  refused();
  refused(file, file);
  for (
    const part of [{ size: -1 }, { size: 0.5 }, { size: "0" }, { sha256: "ab" }, {
      sha256: hash.toUpperCase(),
    }]
  ) {
    refused({ ...file, ...part });
  }
  const paths = [
    "../tokens.json",
    "/tokens.json",
    "models/../tokens.json",
    "models/.x",
    "models/a/b",
    "models/a\\b",
    "models/",
  ];
  paths.push(
    "trips/a",
    "locks/x",
    "tracking.db-wal",
    `artifacts/${hash.slice(0, 2)}/${sha256("other")}`,
    `artifacts/00/${hash}`,
  );
  for (const path of [...paths, "models/a\nb", "models/a\0"]) refused(file, { ...file, path });
  refused(null);
  for (const part of [{ madeAt: "soon" }, { madeAt: undefined }, { madeBy: 1 }]) {
    const bytes = encodeManifest({ ...manifest([file]), ...part } as Manifest);
    assert.throws(() => decodeManifest(bytes, "a.tar"), { code: "damaged" });
  }
});

Deno.test("decodeManifest tells other archives, and backups of a newer taxi, from damaged ones", () => {
  const decode = (text: string) => () => decodeManifest(new TextEncoder().encode(text), "a.tar");
  for (const text of ["", "{", "null", "[]", '{"version":1}', '{"format":"docker"}']) {
    assert.throws(decode(text), { code: "foreign" });
  }
  const newer = { ...manifest([]), version: BACKUP_VERSION + 1 };
  assert.throws(() => decodeManifest(encodeManifest(newer), "a.tar"), {
    code: "database_version",
    message: /a newer taxi$/,
  });
});
