// Follows what is going on: while a page says [data-refresh], it is asked for again, and what changed in a [data-live] is put in
// its place, unless somebody is at work there. What is "always" put in its place changes under the pointer too; of what "grows", only
// the new lines are added. Without script the page is as it was when it was asked for.
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
  if (part.dataset.live === "grows" && growLog(part, fresh)) return;
  const follows = part.dataset.live === "always";
  const busy = part.contains(document.activeElement) || (part.matches(":hover") && !follows) ||
    [...part.querySelectorAll("input")].some((input) => input.value !== input.defaultValue);
  if (busy || before === fresh.innerHTML) return;
  lastMarkup.set(part.id, fresh.innerHTML);
  part.replaceChildren(...fresh.childNodes);
  part.dispatchEvent(new CustomEvent("taxi:live", { bubbles: true }));
}

for (const log of document.querySelectorAll("[data-log]")) log.scrollTop = log.scrollHeight;

/** Adds the lines that are new, and stays at the end where that was in sight. @returns whether there was a log to add to */
function growLog(part, fresh) {
  const log = part.querySelector("[data-log]"), list = log?.querySelector("ol");
  if (!list) return false;
  const last = Number(list.lastElementChild?.dataset.number ?? 0);
  const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 8;
  const lines = [...fresh.querySelectorAll("[data-log] li")];
  list.append(...lines.filter((line) => Number(line.dataset.number) > last));
  if (atEnd) log.scrollTop = log.scrollHeight;
  return true;
}
