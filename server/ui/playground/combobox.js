// An editable combobox with a list, as the ARIA Authoring Practices describe it.
import { zoneLabel } from "./words.js";
import { searchZones, zoneOfText } from "./zone_search.js";

/**
 * Makes an input and its list a combobox of zones.
 *
 * @param input has `aria-controls` naming the list
 * @param onChoose called with the id of the chosen zone, or null when the field was emptied
 * @param onDoubt called with the text when it means no zone
 */
export function createCombobox(input, { onChoose, onDoubt }) {
  const list = document.getElementById(input.getAttribute("aria-controls"));
  let zones = [], found = [], active = -1, chosen = null;

  const labelOf = (id) => {
    const zone = zones.find((candidate) => candidate.id === id);
    return zone ? zoneLabel(zone) : id === null ? "" : String(id);
  };

  function open() {
    const unchanged = chosen !== null && input.value === labelOf(chosen);
    found = searchZones(zones, unchanged ? "" : input.value);
    active = -1;
    list.replaceChildren(...found.map((zone, i) => option(zone, i)));
    setOpen(found.length > 0);
    if (unchanged) activate(found.findIndex(({ id }) => id === chosen));
  }

  function option(zone, i) {
    const item = document.createElement("li");
    item.id = `${list.id}-${i}`;
    item.role = "option";
    item.ariaSelected = "false";
    item.textContent = zoneLabel(zone);
    item.addEventListener("click", () => choose(zone.id));
    return item;
  }

  function setOpen(isOpen) {
    list.hidden = !isOpen;
    input.ariaExpanded = String(isOpen);
    if (!isOpen) activate(-1);
  }

  function activate(i) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = i;
    const item = list.children[i];
    if (!item) return input.removeAttribute("aria-activedescendant");
    item.ariaSelected = "true";
    item.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", item.id);
  }

  function choose(id) {
    show(id);
    setOpen(false);
    onChoose(id);
  }

  function show(id) {
    chosen = id;
    input.value = labelOf(id);
  }

  /** What the text means, once the person leaves it or presses Enter. */
  function settle() {
    setOpen(false);
    if (input.value === labelOf(chosen)) return;
    if (input.value.trim() === "") return choose(null);
    const zone = zoneOfText(zones, input.value);
    if (zone) return choose(zone.id);
    if (zones.length === 0 && /^\d+$/.test(input.value.trim())) return choose(Number(input.value));
    chosen = null;
    onDoubt(input.value);
  }

  input.addEventListener("focus", () => input.select()); // so that typing replaces the zone
  input.addEventListener("click", () => list.hidden && open());
  input.addEventListener("input", open);
  input.addEventListener("blur", settle);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = active < 0 && step < 0 ? found.length - 1 : (active + step + found.length) % found.length;
      if (list.hidden) open();
      else activate(next);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (list.hidden) return settle();
      const zone = found[active] ?? (zoneOfText(zones, input.value) ? null : found[0]);
      if (zone) choose(zone.id);
      else settle();
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (list.hidden) input.value = "";
      setOpen(false);
    }
  });

  return {
    /** Shows a zone that was chosen elsewhere; null for none, which leaves what is being typed. */
    show(id) {
      if (id !== null || chosen !== null) show(id);
    },
    /** Tells which zones there are, once they are known. */
    setZones(known) {
      zones = known;
      const isTyping = document.activeElement === input;
      if (isTyping && input.value !== "") open();
      else if (!isTyping && chosen === null) settle(); // what was typed meanwhile
      else if (!isTyping) show(chosen);
    },
  };
}
