// Makes dist/site, static pages, from docs/ and the Markdown files of the root: ./denow task site [FOLDER]
import { Marked } from "marked";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { escapeHtml } from "../../lib/html.ts";
import tokens from "../../reports/tokens.css" with { type: "text" };
import { ownRepository } from "../release/own_repository.ts";
import { runTool, say } from "../run_tool.ts";
import style from "./site.css" with { type: "text" };

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDERS = ["docs", "docs/how-to", "docs/reference"];

/** Titles of the navigation and the pages below them, in the order to read. */
const EXPLAINED = [
  "architecture",
  "model",
  "tracking",
  "monitoring",
  "serving",
  "synthetic_city",
  "decisions",
];

if (import.meta.main) {
  await runTool(async () => {
    const folder = Deno.args[0] ?? join(ROOT, "dist/site");
    const pages = await makeSite(folder, ownRepository());
    say(`Wrote ${pages.length} pages to ${folder}`);
  });
}

/**
 * Writes every page, and the pictures that lie in docs/.
 *
 * @param repository `owner/name` on GitHub, where links to source files lead; without it they are plain text
 * @returns the pages by their path from the root of the project
 */
export async function makeSite(folder: string, repository?: string): Promise<string[]> {
  const pages = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", ...FOLDERS.flatMap(markdownIn)];
  const titles = new Map(pages.map((page) => [page, titleOf(Deno.readTextFileSync(join(ROOT, page)))]));
  for (const page of pages) {
    const target = join(folder, htmlPath(page));
    await Deno.mkdir(dirname(target), { recursive: true });
    const body = renderMarkdown(await Deno.readTextFile(join(ROOT, page)), page, pages, repository);
    await Deno.writeTextFile(target, layout(page, body, titles));
  }
  await Deno.mkdir(join(folder, "docs/images"), { recursive: true });
  for (const { name } of Deno.readDirSync(join(ROOT, "docs/images"))) {
    await Deno.copyFile(join(ROOT, "docs/images", name), join(folder, "docs/images", name));
  }
  await Deno.copyFile(join(ROOT, "docs/architecture.svg"), join(folder, "docs/architecture.svg"));
  return pages;
}

/** The path of a page's HTML; each folder's README is its index. */
export function htmlPath(page: string): string {
  return page.replace(/README\.md$/, "index.html").replace(/\.md$/, ".html");
}

function renderMarkdown(
  markdown: string,
  page: string,
  pages: readonly string[],
  repository?: string,
): string {
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const id = text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase()
          .replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replace(/\s/g, "-");
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const words = this.parser.parseInline(tokens);
        const target = targetOf(href, page, pages, repository);
        return target === undefined ? words : `<a href="${escapeHtml(target)}">${words}</a>`;
      },
      table(token) {
        const cells = (row: typeof token.header, tag: string) =>
          `<tr>${
            row.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join("")
          }</tr>`;
        const rows = token.rows.map((row) => cells(row, "td")).join("\n");
        return `<div class="wide" tabindex="0"><table><thead>${
          cells(token.header, "th")
        }</thead><tbody>${rows}</tbody></table></div>\n`;
      },
      code({ text }) {
        return `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>\n`;
      },
    },
  });
  return marked.parse(markdown, { async: false });
}

/** Where a link leads on the site; undefined for a source file of no known repository. */
function targetOf(
  href: string,
  page: string,
  pages: readonly string[],
  repository?: string,
): string | undefined {
  if (/^[a-z]+:/.test(href) || href.startsWith("#")) return href;
  const [path, anchor] = href.split("#");
  const file = posix.join(posix.dirname(page), path).replace(/\/$/, "");
  const hash = anchor === undefined ? "" : `#${anchor}`;
  if (pages.includes(file)) return relativeUrl(page, file) + hash;
  return repository === undefined ? undefined : `https://github.com/${repository}/blob/main/${file}${hash}`;
}

function relativeUrl(from: string, to: string): string {
  return posix.relative(posix.dirname(from), htmlPath(to));
}

function layout(page: string, body: string, titles: ReadonlyMap<string, string>): string {
  const pages = [...titles.keys()];
  const groups: readonly (readonly [string, readonly string[]])[] = [
    ["Start", ["README.md", "docs/README.md", "docs/quick_start.md", "docs/tutorial.md"]],
    ["How to", pages.filter((path) => path.startsWith("docs/how-to/"))],
    ["Reference", pages.filter((path) => path.startsWith("docs/reference/"))],
    ["Explanation", EXPLAINED.map((name) => `docs/${name}.md`)],
    ["Project", ["CHANGELOG.md", "CONTRIBUTING.md"]],
  ];
  const navigation = groups.map(([name, paths]) =>
    `<h2>${name}</h2>\n<ul>${
      paths.map((path) => `<li>${navigationLink(page, path, titles)}</li>`).join("\n")
    }</ul>`
  ).join("\n");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(titles.get(page)!)}${page === "README.md" ? "" : " · taxi"}</title>
<link rel="icon" href="data:,">
<style>${tokens}${style}</style>
</head>
<body>
<a class="skip" href="#content">To the text</a>
<nav id="pages" aria-label="Pages">${navigation}</nav>
<main id="content">
<a class="to-pages" href="#pages">All pages</a>
${body}</main>
</body>
</html>
`;
}

function navigationLink(page: string, path: string, titles: ReadonlyMap<string, string>): string {
  const current = page === path ? ' aria-current="page"' : "";
  return `<a href="${relativeUrl(page, path)}"${current}>${escapeHtml(titles.get(path)!)}</a>`;
}

function titleOf(markdown: string): string {
  return /^# (.*)$/m.exec(markdown)![1].replaceAll("`", "");
}

function markdownIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(join(ROOT, folder)), ({ name }) => `${folder}/${name}`)
    .filter((path) => path.endsWith(".md")).toSorted();
}
