/** What keys do in the table of runs: j and k walk, x selects, enter opens (as a link does), c compares, / goes to the filter. */
export function listenForRowKeys(table) {
  const rows = () => [...table.querySelectorAll("tbody tr")];
  const walk = (step) => {
    const all = rows(), at = all.findIndex((row) => row.contains(document.activeElement));
    const row = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
    row?.querySelector(".open").focus();
    row?.scrollIntoView({ block: "nearest" });
  };
  const actions = {
    j: () => walk(1),
    k: () => walk(-1),
    x: () => document.activeElement.closest("#runs tbody tr")?.querySelector(".pick input").click(),
    c: () => table.closest("form").requestSubmit(),
    "/": () => document.getElementById("filter").select(),
  };
  table.closest("form").append(keyHelp());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
    if (!Object.hasOwn(actions, event.key)) return;
    event.preventDefault();
    actions[event.key]();
  });
}

const KEYS = { "j k": "walk", x: "select", enter: "open", c: "compare", "/": "filter" };

function keyHelp() {
  const help = document.createElement("p");
  help.className = "keys quiet";
  for (const [keys, does] of Object.entries(KEYS)) {
    for (const key of keys.split(" ")) {
      const shown = document.createElement("kbd");
      shown.textContent = key;
      help.append(shown, " ");
    }
    help.append(`${does}\u2003`);
  }
  return help;
}

/** Says on the button how many runs are selected. */
export function countSelected(form) {
  const button = form.querySelector("button[type=submit]");
  const count = () => {
    const selected = form.querySelectorAll(".pick input:checked").length;
    button.textContent = selected === 0 ? "Compare selected" : `Compare ${selected} selected`;
  };
  form.addEventListener("change", count);
  count(); // a browser that goes back ticks what was ticked
}
