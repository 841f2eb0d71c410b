import assert from "node:assert/strict";
import { join } from "node:path";
import { withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { findProgram } from "../find_program.ts";
import { fillFormula, stampInstaller } from "./release_files.ts";
import { TARGETS } from "./target.ts";

const PACKAGING = join(import.meta.dirname!, "..", "..", "packaging");
const FORMULA = await Deno.readTextFile(join(PACKAGING, "taxi.rb"));
const SUMS = new Map(TARGETS.map(({ triple }, i) => [triple, String(i).repeat(64)]));
const VALUES = { repository: "owner/name", version: "1.2.3", sums: SUMS };

const hasRuby = findProgram("ruby") !== undefined;

Deno.test("fillFormula gives each platform of Homebrew its archive and its sum", () => {
  const formula = fillFormula(FORMULA, VALUES);
  for (const [triple, sum] of [...SUMS].filter(([triple]) => !triple.includes("windows"))) {
    const url = `https://github.com/owner/name/releases/download/v1.2.3/taxi-1.2.3-${triple}.tar.gz`;
    assert.ok(formula.includes(`url "${url}"\n      sha256 "${sum}"`), triple);
  }
  assert.doesNotMatch(formula, /\{\{/);
});

Deno.test("fillFormula refuses a platform without an archive", () => {
  assert.throws(
    () => fillFormula(FORMULA, { ...VALUES, sums: new Map() }),
    /nothing is known for "aarch64-apple-darwin"/,
  );
});

Deno.test({
  name: `fillFormula gives what Ruby parses${hasRuby ? "" : " (SKIPPED: no ruby)"}`,
  ignore: !hasRuby,
  fn: () =>
    withTemporaryFolder(async (folder) => {
      const path = join(folder, "taxi.rb");
      await Deno.writeTextFile(path, fillFormula(FORMULA, VALUES));
      const { success, stderr } = await new Deno.Command("ruby", { args: ["-c", path] }).output();
      assert.ok(success, new TextDecoder().decode(stderr));
    }),
});

Deno.test("stampInstaller tells the script its release, and refuses a script without the places", async () => {
  const script = stampInstaller(await Deno.readTextFile(join(PACKAGING, "install.sh")), VALUES);
  assert.match(script, /^repository="\$\{TAXI_REPOSITORY:-owner\/name\}"$/m);
  assert.match(script, /^released="1\.2\.3"$/m);
  assert.throws(
    () => stampInstaller("echo", VALUES),
    /Cannot write install\.sh: expected the line repository=/,
  );
});
