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
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
    if (!Object.hasOwn(actions, event.key)) return;
    event.preventDefault();
    actions[event.key]();
  });
}
