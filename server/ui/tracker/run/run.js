// Lists are read without this: it lets a box filter them.
document.addEventListener("input", ({ target }) => {
  if (target.dataset?.filters) filterRows(target);
});
for (const box of document.querySelectorAll(".list-filter")) box.hidden = false;
document.addEventListener("taxi:live", ({ target }) => {
  for (const box of target.querySelectorAll(".list-filter")) box.hidden = false;
});

function filterRows(input) {
  const rows = [...document.getElementById(input.dataset.filters).rows];
  const words = input.value.toLowerCase().split(/\s+/);
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  }
  const shown = rows.filter((row) => !row.hidden).length;
  const status = input.parentElement.querySelector("[role=status]");
  status.textContent = shown === rows.length ? "" : `${shown} of ${rows.length}`;
}
