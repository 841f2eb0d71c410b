// Follows what is going on: while a page says [data-refresh], it is asked for again, and what changed in a [data-live] is put in
// its place, unless somebody is at work there. Without script the page is as it was when it was asked for.
const LIVE_MILLISECONDS = 5000;

if (document.querySelector("[data-refresh]")) setTimeout(followPage, LIVE_MILLISECONDS);

async function followPage() {
  let goesOn = true;
  if (!document.hidden) {
    try {
      const response = await fetch(location.href, { headers: { accept: "text/html" } });
      if (response.ok) {
        const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
        for (const part of document.querySelectorAll("[data-live]")) {
          renewPart(part, fresh.getElementById(part.id));
        }
        goesOn = fresh.querySelector("[data-refresh]") !== null;
        if (!goesOn) document.querySelector("[data-refresh]")?.remove();
      }
    } catch {
      // the server may be away for a moment
    }
  }
  if (goesOn) setTimeout(followPage, LIVE_MILLISECONDS);
}

const lastMarkup = new Map();

/** Compares what came with what came before: scripts have changed what stands here. */
function renewPart(part, fresh) {
  if (fresh === null) return;
  const before = lastMarkup.get(part.id);
  const busy = part.contains(document.activeElement) || part.matches(":hover") ||
    [...part.querySelectorAll("input")].some((input) => input.value !== input.defaultValue);
  if (busy || before === fresh.innerHTML) return;
  lastMarkup.set(part.id, fresh.innerHTML);
  part.replaceChildren(...fresh.childNodes);
  part.dispatchEvent(new CustomEvent("taxi:live", { bubbles: true }));
}
