import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import renovate from "../renovate.json" with { type: "json" };
import { trackedFiles } from "../tools/checks/tracked_files.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

Deno.test("every folder that dependabot.yml names exists", async () => {
  const { updates } = parse(await Deno.readTextFile(join(ROOT, ".github", "dependabot.yml")));
  const folders: string[] = updates.flatMap(
    (update: { directory?: string; directories?: string[] }) => update.directories ?? [update.directory],
  );
  assert.ok(folders.length > 4);
  for (const folder of folders) assert.ok(existsSync(join(ROOT, folder)), folder);
});

Deno.test("every pattern of renovate.json finds the version it is for", async () => {
  const found: string[] = [];
  const paths = await trackedFiles(ROOT);
  for (const { managerFilePatterns, matchStrings } of renovate.customManagers) {
    const files = managerFilePatterns.map((pattern) => new RegExp(pattern.slice(1, -1)));
    for (const path of paths.filter((path) => files.some((file) => file.test(path)))) {
      const text = await Deno.readTextFile(join(ROOT, path));
      for (const pattern of matchStrings) {
        for (const { groups } of text.matchAll(new RegExp(pattern, "g"))) {
          found.push(`${path}: ${groups?.depName ?? "deno"} ${groups?.currentValue}`);
        }
      }
    }
  }
  const expected = [
    /^denow: deno \d+\.\d+\.\d+$/,
    /^\.github\/workflows\/ci\.yml: deno \d/,
    /check_list\.ts: github\.com\/rhysd\/actionlint v\d/,
    /check_list\.ts: github\.com\/zricethezav\/gitleaks\/v8 v8\./,
    /check_list\.ts: github\.com\/terraform-linters\/tflint v\d/,
  ];
  for (const one of expected) {
    assert.ok(found.some((line) => one.test(line)), `${one} in ${found.join("; ")}`);
  }
});
