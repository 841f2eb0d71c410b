// Runs in the page that playground_page.ts writes.
(() => {
  const form = document.getElementById("trip");
  const answer = document.getElementById("answer");
  const curl = document.getElementById("curl");
  const copy = document.getElementById("copy");
  const prompt = answer.textContent;
  const zones = [form.from, form.to];
  const labels = [...document.querySelectorAll("#zones option")].map((option) => option.value);

  /** "161 Midtown Center, Manhattan", "161" or a part of one zone's name only; null when it is none. */
  function zoneId(text) {
    const typed = text.trim().toLowerCase();
    const number = /^\d+/.exec(typed);
    if (number) return Number(number[0]);
    const found = typed ? labels.filter((label) => label.toLowerCase().includes(typed)) : [];
    return found.length === 1 ? zoneId(found[0]) : null;
  }

  function trip() {
    const [PULocationID, DOLocationID] = zones.map((input) => zoneId(input.value));
    const body = { PULocationID, DOLocationID };
    if (form.miles.value) body.trip_distance = Number(form.miles.value);
    if (form.pickup.value) body.pickup_datetime = form.pickup.value;
    return body;
  }

  function showRequest() {
    for (const input of zones) {
      const unknown = input.value !== "" && zoneId(input.value) === null;
      input.setCustomValidity(unknown ? "Choose a zone from the list, or type its number (1 to 265)" : "");
    }
    const body = JSON.stringify(trip());
    curl.textContent =
      `curl ${location.origin}/predict \\\n  -H 'content-type: application/json' \\\n  -d '${body}'`;
  }

  function show(kind, title, detail) {
    answer.className = kind;
    const strong = document.createElement("strong");
    const small = document.createElement("small");
    strong.textContent = title;
    small.textContent = detail;
    answer.replaceChildren(strong, small);
  }

  async function predict() {
    const response = await fetch("/predict", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(trip()),
    });
    const body = await response.json();
    if (!response.ok) return show("fault", "No prediction", body.detail);
    const minutes = Number(body.predicted_duration.toPrecision(3));
    show("done", `${minutes} ${minutes === 1 ? "minute" : "minutes"}`, `Request ${body.request_id}`);
  }

  form.addEventListener("input", () => {
    answer.className = "";
    answer.textContent = prompt; // the last answer was to another trip
    showRequest();
  });
  // So that typing replaces the zone: a browser lists only what fits the text that is there.
  for (const input of zones) input.addEventListener("focus", () => input.select());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    predict().catch((error) => show("fault", "No answer", `${error.message}. Is the server still running?`));
  });
  copy.hidden = !navigator.clipboard; // browsers give it to https and to this machine's own pages only
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(curl.textContent);
    copy.textContent = "Copied";
  });
  showRequest();
})();
