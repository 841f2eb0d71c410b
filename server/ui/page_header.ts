import { html, type SafeHtml } from "../../lib/html.ts";

const PAGES = [
  { path: "/", title: "Predict" },
  { path: "/monitoring", title: "Monitoring" },
  { path: "/docs", title: "API" },
] as const;

/** The head of every page of ours, with the way to the others. @param path of the page that it stands on */
export function pageHeader(path: typeof PAGES[number]["path"]): SafeHtml {
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
