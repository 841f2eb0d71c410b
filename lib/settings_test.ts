import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SETTINGS } from "./settings.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ROOMS = ["commands", "lib", "pipeline", "reports", "server", "tracking"];
const READS = /(?:Deno\.env\.get|\benvironment|\btold)\("(?<name>[A-Z][A-Z0-9_]+)"\)/g;

/** Of those that the AWS client looks for itself, the ones that people set. */
const READ_BY_CLIENT = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

Deno.test("SETTINGS lists every environment variable that the code reads, and no other", () => {
  const read = new Set(
    ROOMS.flatMap((room) => sources(join(ROOT, room))).concat(join(ROOT, "main.ts")).flatMap(namesRead),
  );
  assert.deepEqual(SETTINGS.map(({ name }) => name).toSorted(), [...read, ...READ_BY_CLIENT].toSorted());
});

Deno.test("the names of SETTINGS differ", () => {
  assert.equal(new Set(SETTINGS.map(({ name }) => name)).size, SETTINGS.length);
});

function namesRead(path: string): string[] {
  const text = Deno.readTextFileSync(path);
  const names = Array.from(text.matchAll(READS), ({ groups }) => groups!.name);
  return text.includes("Deno.noColor") ? [...names, "NO_COLOR"] : names; // Deno reads NO_COLOR itself
}

function sources(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder)).flatMap(({ name, isDirectory }) => {
    if (isDirectory) return sources(join(folder, name));
    return name.endsWith(".ts") && !name.endsWith("_test.ts") ? [join(folder, name)] : [];
  });
}
