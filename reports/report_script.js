// The report works without this: it adds sorting, filtering, opening rows, reading charts by pointer and the theme button.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const table = document.getElementById("columns-table");
  const bodies = () => [...table.querySelectorAll("tbody.column")];

  function theme() {
    const button = document.getElementById("theme");
    const system = matchMedia("(prefers-color-scheme: dark)");
    const isDark = () => (root.style.colorScheme || (system.matches ? "dark" : "light")) === "dark";
    const name = () => button.textContent = isDark() ? "Light" : "Dark";
    button.addEventListener("click", () => {
      root.style.colorScheme = isDark() ? "light" : "dark";
      name();
    });
    system.addEventListener("change", name);
    button.hidden = false;
    name();
  }

  function setOpen(body, open) {
    body.querySelector("details").open = open;
    body.querySelector(".open").setAttribute("aria-expanded", String(open));
  }

  function rows() {
    for (const body of bodies()) {
      const opener = body.querySelector(".open");
      const toggle = () => setOpen(body, !body.querySelector("details").open);
      opener.setAttribute("role", "button");
      opener.setAttribute("tabindex", "0");
      opener.setAttribute("aria-expanded", "false");
      opener.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        toggle();
      });
      body.querySelector(".row").addEventListener("click", () => {
        if (String(getSelection()) === "") toggle();
      });
    }
    const follow = () => {
      const body = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (body !== null && body.matches("tbody.column")) setOpen(body, true);
    };
    addEventListener("hashchange", follow);
    follow();
  }

  function sorting() {
    const headers = [...table.querySelectorAll("th[data-sort]")];
    for (const header of headers) {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => {
        const down = header.getAttribute("aria-sort") !== "descending";
        for (const other of headers) other.setAttribute("aria-sort", "none");
        header.setAttribute("aria-sort", down ? "descending" : "ascending");
        table.append(...bodies().sort(comparison(header.dataset.sort, down ? -1 : 1)));
      });
    }
  }

  function comparison(key, direction) {
    return (a, b) => {
      const [x, y] = [a.dataset[key], b.dataset[key]];
      return direction * (key === "severity" ? x - y : x.localeCompare(y));
    };
  }

  function filtering() {
    const input = document.getElementById("filter");
    const count = document.getElementById("filter-count");
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/);
      const all = bodies();
      for (const body of all) body.hidden = !words.every((word) => body.dataset.words.includes(word));
      const shown = all.filter((body) => !body.hidden).length;
      count.textContent = shown === all.length ? "" : `${shown} of ${all.length} columns`;
    });
  }

  function reading() {
    for (const figure of document.querySelectorAll("figure[data-hover]")) {
      const strips = JSON.parse(figure.dataset.hover);
      const svg = figure.querySelector("svg");
      const line = figure.querySelector(".reading");
      if (strips.length === 0 || svg === null) continue;
      const note = line.textContent;
      svg.addEventListener("pointermove", (event) => {
        const box = svg.getBoundingClientRect();
        const x = (event.clientX - box.left) * svg.viewBox.baseVal.width / box.width;
        const strip = strips.findLast(([from]) => x >= from);
        line.textContent = strip === undefined
          ? note
          : `${strip[1]}: reference ${strip[2]}, current ${strip[3]}`;
      });
      svg.addEventListener("pointerleave", () => line.textContent = note);
    }
  }

  function localTimes() {
    for (const time of document.querySelectorAll("time[data-local]")) {
      time.textContent = new Date(time.dateTime).toLocaleString(undefined, {
        dateStyle: "medium",
        timeStyle: "short",
      });
    }
  }

  theme();
  rows();
  sorting();
  filtering();
  reading();
  localTimes();
})();
