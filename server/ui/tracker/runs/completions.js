const ATTRIBUTES = ["run_name", "status", "start_time", "end_time", "user_id", "run_id"];
const MOST = 50;

/** What is being typed at the end of a text: a name outside of quotes, or one inside of backticks. */
export function openName(text) {
  return /(?:^|[\s(])((?:[\p{L}_][\p{L}\p{N}_]*\.)?(?:`[^`]*|[\p{L}\p{N}_.]*))$/u.exec(text)?.[1] ?? "";
}

/** Names that have what was typed, in the grammar's spelling; those that begin with it first. */
export function completionsOf(names, typed) {
  const asked = typed.replaceAll("`", "").toLowerCase();
  if (asked === "") return [];
  const found = names.filter((name) => plain(name).includes(asked));
  return [
    ...found.filter((name) => plain(name).startsWith(asked)),
    ...found.filter((name) => !plain(name).startsWith(asked)),
  ]
    .slice(0, MOST);
}

const plain = (name) => name.replaceAll("`", "").toLowerCase();

/** Names in the grammar's spelling. @param keys by kind: `{ params: ["depth"] }` */
export function grammarNames(keys) {
  const named = Object.entries(keys).flatMap(([kind, names]) =>
    names.map((name) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? `${kind}.${name}` : `${kind}.\`${name}\``)
  );
  return [...ATTRIBUTES, ...named];
}

/** Whether the end of a text is inside of a quoted value. */
export function inValue(text) {
  return /^(?:[^'"`]|`[^`]*`|'[^']*'|"[^"]*")*['"][^'"]*$/.test(text);
}

/** Completes names in the filter box as they are typed: a list to walk by arrows, taken by enter or tab, closed by escape. */
export function completeNames(input) {
  const list = document.createElement("ul");
  let names, options = [], at = -1;
  list.id = "completions";
  list.className = "completions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Names");
  input.after(list);
  for (
    const [name, value] of [["role", "combobox"], ["aria-controls", list.id], ["aria-autocomplete", "list"]]
  ) {
    input.setAttribute(name, value);
  }
  const show = (found) => {
    options = found;
    at = -1;
    list.replaceChildren(...found.map((name, i) => option(name, i)));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  };
  const option = (name, i) => {
    const item = document.createElement("li");
    item.id = `completion-${i}`;
    item.textContent = name;
    item.setAttribute("role", "option");
    item.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the box keeps the focus
      take(i);
    });
    return item;
  };
  const move = (to) => {
    list.children[at]?.removeAttribute("aria-selected");
    at = (to + options.length) % options.length;
    const item = list.children[at];
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", item.id);
  };
  const take = (i) => {
    const end = input.selectionStart, begin = end - openName(input.value.slice(0, end)).length;
    input.setRangeText(`${options[i]} `, begin, end, "end");
    show([]);
  };
  input.addEventListener("focus", () => names ??= fetchNames(input.dataset.names));
  input.addEventListener("input", async () => {
    const known = await (names ??= fetchNames(input.dataset.names));
    const text = input.value.slice(0, input.selectionStart);
    show(inValue(text) ? [] : completionsOf(known, openName(text)));
  });
  input.addEventListener("blur", () => show([]));
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") move(at + 1);
    else if (event.key === "ArrowUp") move(at < 0 ? options.length - 1 : at - 1);
    else if (event.key === "Escape") show([]);
    else if ((event.key === "Enter" && at >= 0) || (event.key === "Tab" && !event.shiftKey)) {
      take(Math.max(at, 0));
    } else return;
    event.preventDefault();
  });
  input.setAttribute("aria-expanded", "false");
}

/** Without names there are no completions, and nothing else is missing. */
async function fetchNames(path) {
  const response = await fetch(path).catch(() => undefined);
  return response?.ok ? grammarNames(await response.json()) : [];
}
