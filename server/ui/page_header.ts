import { html, type SafeHtml } from "../../lib/html.ts";

const PAGES = [
  { path: "/", title: "Predict" },
  { path: "/experiments", title: "Experiments" },
  { path: "/models", title: "Models" },
  { path: "/flows", title: "Flows" },
  { path: "/monitoring", title: "Monitoring" },
  { path: "/docs", title: "API" },
] as const;

/** A page that the head of every page has a link to. */
export type HeaderPath = typeof PAGES[number]["path"];

/** The head of every page of ours, with the way to the others. @param path of the page that it stands on or belongs to */
export function pageHeader(path: HeaderPath): SafeHtml {
  const link = (page: typeof PAGES[number]) =>
    page.path === path
      ? html`
        <a href="${page.path}" aria-current="page">${page.title}</a>
      `
      : html`
        <a href="${page.path}">${page.title}</a>
      `;
  return html`
    <header>
      <strong>taxi</strong>
      <nav aria-label="Pages">${PAGES.map(link)}</nav>
    </header>
  `;
}
