// The map of the city: choose zones by pointer or by keyboard, look closer.
import { zoneLabel } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const CLOSEST = 12;
/** What a step aside costs when an arrow key looks for the next zone. */
const ASIDE = 2;
/** Screen pixels that a pointer may stray and still have clicked. */
const STRAY = 6;

/**
 * Draws a map into an svg element.
 *
 * @param onPick called with the id of the zone that was chosen
 * @param onPoint called with the zone under the pointer or the keyboard's mark, null for none
 */
export function createCityMap(svg, { onPick, onPoint }) {
  const [shapes, names, marks] = ["#zones", "#names", "#marks"].map((id) => svg.querySelector(id));
  const byId = new Map();
  let whole = [0, 0, 1, 1], view = whole, active = null, trip = { from: null, to: null };

  function draw({ view_box, zones, outlines }) {
    whole = view_box;
    for (const zone of zones.filter(({ path }) => path !== null)) {
      const path = document.createElementNS(SVG, "path");
      path.id = `zone-${zone.id}`;
      path.setAttribute("d", zone.path);
      path.setAttribute("role", "option");
      path.setAttribute("aria-label", zoneLabel(zone));
      path.dataset.id = zone.id;
      byId.set(zone.id, { zone, path });
    }
    shapes.replaceChildren(...[...byId.values()].map(({ path }) => path));
    const drawn = [...byId.values()].map(({ zone }) => zone);
    if (outlines === "tiles") nameTiles(drawn);
    else names.replaceChildren(...boroughsOf(drawn).map(nameOver));
    look(whole);
    select(trip);
  }

  /** Tiles show nothing by their shape, so they bear their numbers, and boroughs their names. */
  function nameTiles(zones) {
    const size = 22;
    const numbers = zones.map(({ id, label: [x, y] }) => text(x, y + size / 3, id, "number"));
    const boroughs = boroughsOf(zones).map(([name, inside]) => {
      const [left, top] = [0, 1].map((axis) => Math.min(...inside.map(({ label }) => label[axis])));
      return text(left - 32, top - 42, name, "borough");
    });
    names.replaceChildren(...numbers, ...boroughs);
  }

  /** Names of the boroughs of several zones, with those zones. */
  const boroughsOf = (zones) =>
    [...Map.groupBy(zones, ({ borough }) => borough)].filter(([, inside]) => inside.length > 1);

  /** A borough's name in its middle. */
  function nameOver([name, inside]) {
    const [x, y] = [0, 1].map((axis) =>
      inside.reduce((sum, { label }) => sum + label[axis], 0) / inside.length
    );
    return text(x, y, name, "borough over");
  }

  function text(x, y, words, className) {
    const made = mark("text", { x, y, class: className });
    made.textContent = words;
    return made;
  }

  function look(box) {
    view = box;
    svg.setAttribute("viewBox", box.join(" "));
    svg.classList.toggle("close", box !== whole);
    drawMarks();
  }

  /** Map units of one screen pixel. */
  const pixel = () => Math.max(view[2] / (svg.clientWidth || 1), view[3] / (svg.clientHeight || 1));

  function select({ from, to }) {
    trip = { from, to };
    for (const { zone, path } of byId.values()) {
      const role = zone.id === from ? "from" : zone.id === to ? "to" : "";
      path.setAttribute("class", role);
      path.setAttribute("aria-selected", String(role !== ""));
    }
    const ends = [from, to].map((id) => byId.get(id)?.zone.label).filter(Boolean);
    if (!ends.every(inView)) look(whole);
    else drawMarks();
  }

  const inView = ([x, y]) => x >= view[0] && y >= view[1] && x <= view[0] + view[2] && y <= view[1] + view[3];

  function drawMarks() {
    const [from, to] = [trip.from, trip.to].map((id) => byId.get(id)?.zone.label);
    const size = 7 * pixel();
    names.style.setProperty("--pixel", pixel());
    const drawn = [];
    if (from && to && trip.from !== trip.to) drawn.push(mark("path", { d: arc(from, to), class: "way" }));
    if (from) drawn.push(mark("circle", { cx: from[0], cy: from[1], r: size, class: "from" }));
    if (to) {
      const [x, y] = to, side = size * 0.9;
      const square = { x: x - side, y: y - side, width: 2 * side, height: 2 * side, class: "to" };
      drawn.push(mark("rect", square));
    }
    if (active !== null) drawn.push(mark("path", { d: byId.get(active).zone.path, class: "active" }));
    marks.replaceChildren(...drawn);
  }

  function mark(name, attributes) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  }

  function arc([ax, ay], [bx, by]) {
    const bend = 0.18;
    const x = (ax + bx) / 2 + (by - ay) * bend, y = (ay + by) / 2 - (bx - ax) * bend;
    return `M${ax} ${ay}Q${x} ${y} ${bx} ${by}`;
  }

  function activate(id) {
    active = id;
    if (id === null) svg.removeAttribute("aria-activedescendant");
    else svg.setAttribute("aria-activedescendant", `zone-${id}`);
    if (id !== null && !inView(byId.get(id).zone.label)) {
      const [x, y] = byId.get(id).zone.label;
      look([x - view[2] / 2, y - view[3] / 2, view[2], view[3]]);
    } else drawMarks();
    onPoint(id === null ? null : byId.get(id).zone);
  }

  /** The next zone in a direction: near, and not far aside. */
  function neighbour(id, [right, down]) {
    const [x, y] = byId.get(id).zone.label;
    let best = null, least = Infinity;
    for (const { zone } of byId.values()) {
      const [dx, dy] = [zone.label[0] - x, zone.label[1] - y];
      const ahead = dx * right + dy * down, aside = Math.abs(dx * down) + Math.abs(dy * right);
      const cost = ahead + ASIDE * aside;
      if (ahead > 0 && cost < least) [best, least] = [zone.id, cost];
    }
    return best;
  }

  /** Closer by `factor`, around a point of the map. */
  function zoom(factor, [x, y] = [view[0] + view[2] / 2, view[1] + view[3] / 2]) {
    const width = Math.max(whole[2] / CLOSEST, view[2] / factor), part = width / view[2];
    if (width >= whole[2]) return look(whole);
    look([x - (x - view[0]) * part, y - (y - view[1]) * part, width, view[3] * part]);
  }

  /** Looks at one borough; all of the city for null. */
  function lookAt(borough) {
    const boxes = [...byId.values()].filter(({ zone }) => zone.borough === borough)
      .map(({ path }) => path.getBBox());
    if (boxes.length === 0) return look(whole);
    const left = Math.min(...boxes.map(({ x }) => x)), top = Math.min(...boxes.map(({ y }) => y));
    const right = Math.max(...boxes.map(({ x, width }) => x + width));
    const bottom = Math.max(...boxes.map(({ y, height }) => y + height));
    const margin = (right - left + bottom - top) / 60;
    look([left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin]);
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  svg.addEventListener("keydown", (event) => {
    if (byId.size === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key in ARROWS) activate(active === null ? first() : neighbour(active, ARROWS[key]) ?? active);
    else if (key === "Enter" || key === " ") active !== null && onPick(active);
    else if (key === "+" || key === "=") zoom(2, active === null ? undefined : byId.get(active).zone.label);
    else if (key === "-") zoom(0.5);
    else if (key === "Escape") look(whole);
    else return;
    event.preventDefault();
  });
  const first = () => [trip.to, trip.from, 161].find((id) => byId.has(id)) ?? byId.keys().next().value;
  svg.addEventListener("focus", () => {
    if (byId.size > 0 && svg.matches(":focus-visible")) activate(active ?? first());
  });
  svg.addEventListener("blur", () => activate(null));

  const zoneAt = (event) => byId.get(Number(event.target.dataset?.id))?.zone ?? null;
  svg.addEventListener("pointermove", (event) => {
    if (event.pointerType === "mouse" && pointers.size === 0) onPoint(zoneAt(event));
  });
  svg.addEventListener("pointerleave", () => onPoint(active === null ? null : byId.get(active).zone));

  // One pointer drags a map that is looked at closely, two pinch it, and one that stays where it is chooses a zone.
  const pointers = new Map();
  let moved = 0;
  const place = ({ clientX, clientY }) => {
    const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [x, y];
  };
  svg.addEventListener("pointerdown", (event) => {
    if (pointers.size === 0) moved = 0;
    pointers.set(event.pointerId, event);
  });
  svg.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const others = [...pointers.values()].filter(({ pointerId }) => pointerId !== event.pointerId);
    moved += Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
    pointers.set(event.pointerId, event);
    if (moved < STRAY) return;
    if (others.length === 1) {
      const apart = ({ clientX, clientY }) =>
        Math.hypot(clientX - others[0].clientX, clientY - others[0].clientY);
      if (apart(before) > 0) zoom(apart(event) / apart(before), place(others[0]));
    } else if (view !== whole) {
      const [[x, y], [toX, toY]] = [place(before), place(event)];
      look([view[0] + x - toX, view[1] + y - toY, view[2], view[3]]);
    }
  });
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    svg.addEventListener(end, (event) => pointers.delete(event.pointerId));
  }
  svg.addEventListener("click", (event) => {
    const zone = zoneAt(event);
    if (zone && moved < STRAY) onPick(zone.id);
  });
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // the page scrolls, as everywhere; a pinch on a touch pad has ctrlKey
    event.preventDefault();
    zoom(2 ** (-event.deltaY / 100), place(event));
  }, { passive: false });
  addEventListener("resize", drawMarks);

  return { draw, select, lookAt, zoom };
}
