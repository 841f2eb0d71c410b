import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { browserTest } from "../../tests/browser.ts";
import { withTemporaryFolder } from "../../tests/temporary_folder.ts";
import { htmlPath, makeSite } from "./site.ts";

Deno.test("makeSite: every link, anchor and picture within the site leads somewhere, nothing is loaded from outside", async () => {
  await withTemporaryFolder(async (folder) => {
    const pages = await makeSite(folder);
    assert.ok(pages.length > 20);
    let links = 0;
    for (const page of pages) {
      const path = join(folder, htmlPath(page)), text = await Deno.readTextFile(path);
      assert.doesNotMatch(text, /<script|<(?:img|link|source)[^>]*(?:src|srcset|href)="https?:/, page);
      assert.equal(text.match(/<main /g)?.length, 1, page);
      assert.equal(text.match(/<nav /g)?.length, 1, page);
      for (const [, target] of text.matchAll(/ (?:href|src|srcset)="([^"]*)"/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        links++;
        const [file, anchor] = target.split("#");
        const led = file === "" ? path : join(dirname(path), file);
        assert.ok(existsSync(led), `${page} links to ${target}`);
        if (anchor !== undefined) {
          assert.ok((await Deno.readTextFile(led)).includes(`id="${anchor}"`), `${page} links to ${target}`);
        }
      }
    }
    assert.ok(links > 500, `only ${links} links found`);
  });
});

Deno.test("makeSite leads to source files of a known repository", async () => {
  await withTemporaryFolder(async (folder) => {
    await makeSite(folder, "owner/name");
    const page = await Deno.readTextFile(join(folder, "docs/architecture.html"));
    assert.match(page, /href="https:\/\/github\.com\/owner\/name\/blob\/main\/tools\/rooms\.ts"/);
  });
});

browserTest("the site scrolls sideways on no page of a phone", async (browser) => {
  await withTemporaryFolder(async (folder) => {
    const tab = await browser.newPage({ viewport: { width: 390, height: 800 } });
    for (const page of await makeSite(folder)) {
      await tab.goto(pathToFileURL(join(folder, htmlPath(page))).href);
      assert.equal(await tab.evaluate("document.documentElement.scrollWidth"), 390, page);
    }
  });
});
