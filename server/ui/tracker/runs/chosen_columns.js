/** Undefined where the browser keeps nothing for pages. */
const memory = (() => {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
})();

/** Remembers which columns were chosen for an experiment, and asks for them where the address names none. */
export function rememberColumns(experiment) {
  const place = `taxi columns ${experiment}`, address = new URL(location.href);
  const columns = address.searchParams.getAll("columns").join(",");
  for (const link of document.querySelectorAll("[data-usual]")) {
    link.addEventListener("click", () => memory?.removeItem(place));
  }
  if (columns !== "") return memory?.setItem(place, columns);
  const remembered = memory?.getItem(place);
  if (!remembered || address.searchParams.has("choose")) return;
  address.searchParams.set("columns", remembered);
  location.replace(readable(address));
}

/** No name has a comma. */
const readable = (address) => address.href.replaceAll("%2C", ",");

/** A box that leaves only the columns whose names have what is typed, and an address that names the ticked ones in short. */
export function findColumns(form) {
  const box = document.createElement("input");
  box.type = "search";
  box.placeholder = "Find a column";
  box.setAttribute("aria-label", "Find a column");
  form.querySelector(".tools").prepend(box);
  const labels = [...form.querySelectorAll("fieldset label")].map((label) => ({
    label,
    name: label.textContent.toLowerCase(),
  }));
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/);
    for (const { label, name } of labels) label.hidden = !words.every((word) => name.includes(word));
  });
  box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(form), address = new URL(form.action);
    const columns = data.getAll("columns").join(",");
    data.delete("columns");
    for (const [name, value] of data) address.searchParams.set(name, value);
    if (columns !== "") address.searchParams.set("columns", columns);
    location.assign(readable(address));
  });
  box.focus();
}
