// Curves are read without this: it tells what a curve has at the pointer, and at the arrow keys.
for (const figure of document.querySelectorAll("figure.curve")) readCurve(figure);
document.addEventListener("taxi:live", ({ target }) => {
  for (const figure of target.querySelectorAll("figure.curve")) readCurve(figure);
});

/** A line of data-hover is a pixel, the place along the axis, and what each curve has there. */
function readCurve(figure) {
  const svg = figure.querySelector("svg"), line = figure.querySelector(".reading");
  const guide = svg.querySelector(".guide"), note = line.textContent;
  const names = figure.dataset.names === "" ? [""] : figure.dataset.names.split("\t");
  const { width, height } = svg.viewBox.baseVal;
  let read, at = -1;
  const columns = () => read ??= figure.dataset.hover.split("\n").map((column) => column.split("\t"));
  const show = (index) => {
    at = index;
    if (at < 0) {
      line.textContent = note;
      return guide.setAttribute("d", "");
    }
    const [x, place, ...values] = columns()[at];
    const told = values.map((value, i) => value && (names[i] === "" ? value : `${names[i]} ${value}`));
    line.textContent = `${place}: ${told.filter((text) => text).join(" · ")}`;
    guide.setAttribute("d", `M${x} 8V${height - 22}`);
  };
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const x = (event.clientX - box.left) * width / box.width;
    show(nearestColumn(columns(), x));
  });
  svg.addEventListener("pointerleave", () => show(-1));
  svg.setAttribute("tabindex", "0");
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    line.setAttribute("aria-live", "polite");
    show(Math.min(columns().length - 1, Math.max(0, at + step)));
  });
  svg.addEventListener("blur", () => show(-1));
}

function nearestColumn(columns, x) {
  let best = 0;
  for (let i = 1; i < columns.length; i++) {
    if (Math.abs(columns[i][0] - x) < Math.abs(columns[best][0] - x)) best = i;
  }
  return best;
}
