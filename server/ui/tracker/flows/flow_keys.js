// In the table of runs of flows, j and k walk from run to run; enter opens one, as it does any link.
if (document.querySelector("[data-row-keys]")) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) {
      return;
    }
    if (event.key === "j" || event.key === "k") walkFlowRuns(event.key === "j" ? 1 : -1);
  });
}

function walkFlowRuns(step) {
  const rows = [...document.querySelectorAll("[data-row-keys] tbody tr")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const row = at < 0 ? rows.at(step > 0 ? 0 : -1) : rows[at + step];
  row?.querySelector("a").focus();
}
