import assert from "node:assert/strict";
import { basename, dirname, join } from "node:path";
import { namesIn, withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { folderSource } from "./folder_source.ts";
import { parseMonth } from "./month.ts";
import { openSource } from "./open_source.ts";

const MONTH = parseMonth("2023-01");
const FILE = "green_tripdata_2023-01.parquet";

Deno.test("openSource knows tlc, synthetic, URLs and folders by their names", () => {
  for (
    const name of [
      "tlc",
      "synthetic",
      "http://127.0.0.1:8000",
      "https://example.org/trips/",
      "../trips",
      "/data",
    ]
  ) {
    assert.equal(openSource(name, { rawFolder: "raw" }).name, name);
  }
});

Deno.test("openSource refuses other kinds of URL", () => {
  for (const name of ["s3://bucket/trips", "ftp://example.org", "http://", "https://a b"]) {
    assert.throws(() => openSource(name, { rawFolder: "raw" }), {
      name: "UsageError",
      message: `Unknown source "${name}": expected tlc, synthetic, a folder or an http(s) URL`,
    });
  }
});

Deno.test("openSource keeps months of two URLs on one host apart", async () => {
  const handler = ({ url, headers }: Request) =>
    headers.has("if-modified-since")
      ? new Response(null, { status: 304 })
      : new Response(`PAR1 trips of ${new URL(url).pathname} PAR1`);
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, handler);
  try {
    await withTemporaryFolder(async (rawFolder) => {
      for (const path of ["/first", "/second", "/second/"]) {
        const source = openSource(`http://127.0.0.1:${server.addr.port}${path}`, { rawFolder });
        const raw = await source.fetch("green", MONTH);
        assert.equal(
          Deno.readTextFileSync(raw.path),
          `PAR1 trips of ${path.replace(/\/$/, "")}/${FILE} PAR1`,
        );
        assert.equal(basename(raw.path), FILE);
        assert.equal(dirname(dirname(raw.path)), rawFolder);
      }
      assert.equal(namesIn(rawFolder).length, 2);
    });
  } finally {
    await server.shutdown();
  }
});

Deno.test("openSource makes the synthetic city's months, the same bytes each time", async () => {
  await withTemporaryFolder(async (folder) => {
    const make = async (name: string, seed?: string) => {
      const source = openSource("synthetic", { rawFolder: join(folder, name), rows: 500, seed });
      const parts: number[] = [];
      const raw = await source.fetch("green", MONTH, (part) => parts.push(part));
      assert.equal(raw.origin, "synthetic");
      assert.equal(parts.at(-1), 1);
      assert.deepEqual(namesIn(dirname(raw.path)), [FILE]);
      return Deno.readFileSync(raw.path);
    };
    const first = await make("a");
    assert.deepEqual(await make("b"), first);
    assert.notDeepEqual(await make("c", "another city"), first);
  });
});

Deno.test("folderSource reads a month in place", async () => {
  await withTemporaryFolder(async (folder) => {
    const path = join(folder, FILE);
    await Deno.writeTextFile(path, "trips");
    assert.deepEqual(await folderSource(folder).fetch("green", MONTH), { path, origin: path });
  });
});

Deno.test("folderSource names the file that it expected", async () => {
  await withTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "yellow_tripdata_2023-01.parquet"));
    await Deno.writeTextFile(join(folder, "file"), "");
    const cases = [["green", folder], ["yellow", folder], ["green", join(folder, "none")], [
      "green",
      join(folder, "file"),
    ]] as const;
    for (const [taxi, at] of cases) {
      await assert.rejects(folderSource(at).fetch(taxi, MONTH), {
        name: "TaxiError",
        message: `Cannot find ${taxi} 2023-01 in "${at}": expected file ${taxi}_tripdata_2023-01.parquet`,
      });
    }
  });
});
