const EVERY_MILLISECONDS = 5000;

/**
 * Asks for the page again and again and takes over what has changed, until it is paused; what is selected or focused stays so.
 *
 * @param form around the table, if there is one
 */
export function keepFresh(form, place) {
  const button = document.createElement("button");
  const said = document.createElement("span");
  button.type = "button";
  said.className = "quiet";
  said.setAttribute("role", "status");
  place.append(said, button);
  let timer, paused = false;
  const show = () => button.textContent = paused ? "Refresh by itself" : "Pause refreshing";
  const next = () => timer = setTimeout(refresh, EVERY_MILLISECONDS);
  const refresh = async () => {
    try {
      if (!document.hidden) said.textContent = news(await takeOver(form));
    } catch {
      said.textContent = "The server does not answer";
    }
    if (!paused) next();
  };
  button.addEventListener("click", () => {
    paused = !paused;
    show();
    clearTimeout(timer);
    if (!paused) refresh();
  });
  show();
  next();
}

function news(arrived) {
  if (arrived === 0) return "";
  return arrived === 1 ? "1 new run" : `${arrived} new runs`;
}

/** @returns how many runs are new */
async function takeOver(form) {
  const address = new URL(location.href), table = document.getElementById("runs");
  address.searchParams.set("columns", form.dataset.columns); // those that tell most may be others by now
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.getElementById("runs");
  if (fresh === null && table === null) return 0;
  if (fresh === null || table === null || headOf(fresh) !== headOf(table)) {
    location.reload();
    return 0;
  }
  document.getElementById("count").textContent = page.getElementById("count").textContent;
  return replaceRows(table.tBodies[0], fresh.tBodies[0]);
}

const headOf = (table) => table.tHead.textContent;

/** Rows as they are on the fresh page, in its order; those that are the same stay what they are. @returns how many runs are new */
function replaceRows(body, fresh) {
  const old = new Map([...body.rows].map((row) => [row.dataset.run, row]));
  const top = body.rows[0]?.getBoundingClientRect().top;
  let arrived = 0;
  const rows = [...fresh.rows].map((row) => {
    const before = old.get(row.dataset.run);
    if (before === undefined) {
      arrived++;
      row.classList.add("arrived");
      return document.adoptNode(row);
    }
    before.classList.remove("arrived");
    if (before.outerHTML !== row.outerHTML) takeCells(before, row);
    return before;
  });
  const kept = new Set(rows);
  for (const row of [...body.rows]) if (!kept.has(row) && !isHeld(row)) row.remove();
  let at = body.firstElementChild;
  for (const row of rows) {
    if (row === at) at = at.nextElementSibling;
    else body.insertBefore(row, at);
  }
  if (arrived > 0 && top < 0) scrollBy(0, heightOf(rows.filter((row) => row.classList.contains("arrived"))));
  return arrived;
}

const heightOf = (rows) => rows.reduce((sum, row) => sum + row.offsetHeight, 0);

/** A row that somebody has selected or is at does not go away under them. */
const isHeld = (row) => row.contains(document.activeElement) || row.querySelector(".pick input").checked;

/** All cells but the box and, while somebody is there, the name. */
function takeCells(row, fresh) {
  for (const [i, cell] of [...fresh.cells].entries()) {
    const old = row.cells[i];
    if (i === 0 || old.contains(document.activeElement) || old.outerHTML === cell.outerHTML) continue;
    old.replaceWith(document.adoptNode(cell));
  }
}
