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
      const svg = figure.querySelector("svg");
      if (figure.dataset.hover === "" || svg === null) continue;
      const strips = figure.dataset.hover.split("\n").map((line) => line.split("\t"));
      readStrips(svg, figure.querySelector(".reading"), strips, figure.dataset.rows === "yes");
    }
  }

  // A strip is where it begins, what is there, and the figures of both windows, or of the only one
  function readStrips(svg, line, strips, below) {
    const note = line.textContent;
    const { width, height } = svg.viewBox.baseVal;
    const guide = document.createElementNS(svg.namespaceURI, "path");
    guide.setAttribute("class", "guide");
    svg.append(guide);
    let at = -1;
    const show = (index) => {
      at = index;
      const strip = strips[at];
      if (strip === undefined) line.textContent = note;
      else {
        const [from, where, first, second] = strip;
        line.textContent = second === undefined
          ? `${where}: ${first}`
          : `${where}: reference ${first}, current ${second}`;
        const middle = (+from + +(strips[at + 1]?.[0] ?? (below ? height - 24 : width - 10))) / 2;
        guide.setAttribute("d", below ? `M150 ${middle}H${width - 18}` : `M${middle} 10V${height - 24}`);
      }
      guide.style.display = strip === undefined ? "none" : "";
    };
    show(-1);
    svg.addEventListener("pointermove", (event) => {
      const box = svg.getBoundingClientRect();
      const place = below
        ? (event.clientY - box.top) * height / box.height
        : (event.clientX - box.left) * width / box.width;
      show(strips.findLastIndex(([from]) => place >= from));
    });
    svg.addEventListener("pointerleave", () => show(-1));
    svg.setAttribute("tabindex", "0");
    svg.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      line.setAttribute("aria-live", "polite");
      show(Math.min(strips.length - 1, Math.max(0, at + step)));
    });
    svg.addEventListener("blur", () => show(-1));
  }

  // The figures of a zone stand in the table below the map, in the columns of the layer that is chosen
  function zones() {
    const svg = document.querySelector(".zone-map");
    if (svg === null) return;
    const line = document.getElementById("map-reading");
    const rows = [...document.querySelectorAll(".twin tbody tr")];
    const layers = [...document.querySelectorAll(".layers input")];
    const note = "Point at a zone to read its figures.";
    let near = null;
    const show = (path) => {
      near?.classList.remove("near");
      near = path;
      if (path === null) return void (line.textContent = note);
      path.classList.add("near");
      path.parentNode.append(path); // its outline over those of its neighbours
      const layer = layers.findIndex((input) => input.checked);
      const cells = [...rows[path.dataset.z].cells].map((cell) => cell.textContent);
      const [before, now, change] = cells.slice(1 + 3 * layer, 4 + 3 * layer);
      line.textContent = `${cells[0]}: reference ${before}, current ${now} (${change})`;
    };
    show(null);
    svg.addEventListener("pointermove", ({ target }) => {
      const path = target.closest("path[data-z]");
      if (path !== near) show(path);
    });
    svg.addEventListener("pointerleave", () => show(null));
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
  zones();
  localTimes();
})();
