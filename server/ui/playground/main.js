// Runs in the page that playground_page.ts writes: one trip, kept in the address, asked for as soon as it is whole.
import { ApiFault, ask, hasToken } from "./api.js";
import { createCityMap } from "./city_map.js";
import { createCombobox } from "./combobox.js";
import { bindCopy } from "./copy_button.js";
import { faultParts, faultsOfFields, showFieldFaults } from "./fault_view.js";
import { element, modelLink, showPrediction } from "./result_view.js";
import { askToken, bindForget } from "./token_dialog.js";
import { bodyOfTrip, curlOf, newYorkMinute, NO_TRIP, queryOfTrip, tripOfQuery } from "./trip_state.js";
import { counted, minuteFigure, outlineWords, zoneLabel } from "./words.js";

const byId = (id) => document.getElementById(id);
/** Milliseconds of rest after typing before anything is asked. */
const REST = 250;

let trip = tripOfQuery(location.search), slot = trip.from === null ? "from" : "to";
let zones = [], headline = "", timer, running = new AbortController();
let knownPair = { key: "", history: null };

const inputs = { from: byId("from"), to: byId("to"), miles: byId("miles"), at: byId("at") };
const result = byId("result");
const cityMap = createCityMap(byId("map"), { onPick: (id) => pick(slot, id), onPoint: showPointed });
const boxes = Object.fromEntries(["from", "to"].map((name) => [
  name,
  createCombobox(inputs[name], {
    onChoose: (id) => pick(name, id),
    onDoubt: (text) => {
      const message = `No one zone is "${text}": choose from the list, or type a number`;
      showFieldFaults(inputs, [{ field: name, message }]);
    },
  }),
]));

/** Chooses a zone; the next click on the map then sets the other end. */
function pick(name, id) {
  if (name === slot && id !== null) slot = slot === "from" ? "to" : "from";
  if (trip[name] !== id) change({ [name]: id }, "push");
  else if (id !== null) showTrip();
}

/** @param how `push` for what Back should undo, `replace` for typing */
function change(changes, how) {
  trip = { ...trip, ...changes };
  const address = location.pathname + queryOfTrip(trip);
  history[`${how}State`](null, "", address);
  showTrip();
  schedule(how === "push" ? 0 : REST);
}

function showTrip() {
  for (const name of ["from", "to"]) boxes[name].show(trip[name]);
  cityMap.select(trip);
  if (trip.miles !== null && document.activeElement !== inputs.miles) inputs.miles.value = trip.miles;
  if (document.activeElement !== inputs.at) inputs.at.value = trip.at;
  byId("slot").textContent = slot === "from" ? "pick-up" : "drop-off";
  showFieldFaults(inputs, []);
}

/** On the map: the zone that is pointed at, else the answer, which a phone shows further down. */
function showPointed(zone) {
  byId("pointed").textContent = zone ? zoneLabel(zone) : headline;
  byId("pointed").classList.toggle("answer-here", zone === null);
}

function showHeadline(text) {
  headline = text;
  showPointed(null);
}

/** A zone's name without its borough; its number as long as the names are not known. */
function zoneName(id) {
  const zone = zones.find((candidate) => candidate.id === id);
  return zone ? `${id} ${zone.name}` : String(id);
}

function schedule(milliseconds) {
  clearTimeout(timer);
  running.abort();
  result.ariaBusy = String(trip.from !== null && trip.to !== null);
  timer = setTimeout(predict, milliseconds);
}

async function predict() {
  running.abort();
  const { signal } = running = new AbortController();
  if (trip.from === null || trip.to === null) return showPrompt();
  const asked = trip;
  try {
    const pair = await pairOf(asked, signal);
    if (signal.aborted) return;
    const typicalMiles = pair?.miles ? Number(pair.miles.p50.toPrecision(3)) : null;
    if (asked.miles === null) inputs.miles.value = typicalMiles ?? "";
    byId("miles-hint").hidden = asked.miles !== null || typicalMiles === null;
    const body = bodyOfTrip(asked, typicalMiles);
    byId("curl").textContent = curlOf(location.origin, body, hasToken());
    byId("request").hidden = false;
    const prediction = await ask("/predict?explain=true", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal,
    }, askToken);
    if (signal.aborted) return;
    byId("curl").textContent = curlOf(location.origin, body, hasToken());
    show(prediction, pair, asked.at !== "");
  } catch (fault) {
    if (!signal.aborted) showFault(fault, signal);
  }
}

/** What is known of earlier trips between the zones; null where nothing is, or the server cannot tell. */
async function pairOf({ from, to }, signal) {
  const key = `${from} ${to}`;
  if (key === knownPair.key) return knownPair.history;
  try {
    const history = await ask(`/pairs?from=${from}&to=${to}`, { signal }, askToken);
    knownPair = { key, history };
    return history;
  } catch (fault) {
    // A prediction tells better what is wrong; yet while the server is busy it would lack the typical miles.
    if (fault instanceof ApiFault && fault.status !== 401 && fault.retrySeconds === null) return null;
    throw fault;
  }
}

function show(prediction, pair, timeTold) {
  const { parts, aloud } = showPrediction(prediction, { pair, timeTold, zoneName });
  result.className = "done";
  result.replaceChildren(...parts);
  const answeredBy = byId("answered-by");
  answeredBy.replaceChildren(modelLink(prediction, answeredBy.dataset.modelPages === "yes"));
  byId("request-id").textContent = prediction.request_id;
  byId("answered").hidden = false;
  showHeadline(`${minuteFigure(prediction.predicted_duration)} minutes`);
  say(aloud);
}

function showPrompt() {
  const missing = trip.from !== null
    ? "where it ends"
    : trip.to !== null
    ? "where it begins"
    : "where it begins and ends";
  const example = element("a", "", "Midtown Center to JFK Airport");
  example.href = "?from=161&to=132";
  result.className = "prompt";
  result.replaceChildren(element("p", "", `Choose ${missing}: on the map, by name or by number.`));
  if (trip.from === null && trip.to === null) result.append(element("p", "", "For example ", example, "."));
  byId("request").hidden = byId("answered").hidden = true;
  byId("miles-hint").hidden = true;
  if (trip.miles === null) inputs.miles.value = "";
  showHeadline("");
  say("");
}

/** Says what went wrong, beside the fields that it is about; asks again by itself when the server told when. */
function showFault(fault, signal) {
  showFieldFaults(inputs, faultsOfFields(fault));
  const { parts, aloud, wait } = faultParts(fault, () => schedule(0));
  result.className = "fault";
  result.replaceChildren(...parts);
  byId("answered").hidden = true;
  showHeadline("");
  say(aloud);
  if (wait) countDown(wait, Math.max(1, Math.ceil(fault.retrySeconds)), signal);
}

function countDown(line, seconds, signal) {
  if (signal.aborted) return;
  if (seconds <= 0) return void predict();
  line.textContent = `Asking again in ${counted(seconds, "second")}.`;
  timer = setTimeout(countDown, 1000, line, seconds - 1, signal);
}

function say(text) {
  result.ariaBusy = "false";
  byId("aloud").textContent = text;
}

async function loadMap() {
  try {
    const map = await ask("/zones", {}, askToken);
    zones = map.zones.filter(({ borough, path }) => borough !== "Unknown" || path !== null);
    for (const box of Object.values(boxes)) box.setZones(zones);
    cityMap.draw(map);
    byId("map-note").hidden = true;
    byId("outlines").textContent = outlineWords(map.outlines);
    showBoroughs(map.zones.filter(({ path }) => path !== null));
  } catch (fault) {
    byId("map-note").textContent = `No map: ${fault.message}. Zones can be chosen by number.`;
  }
}

function showBoroughs(drawn) {
  const names = Map.groupBy(drawn, ({ borough }) => borough);
  const shown = [...names].filter(([, inside]) => inside.length > 1).sort((a, b) => a[0].localeCompare(b[0]));
  for (const [name] of [["All", []], ...shown]) {
    const button = element("button", "", name);
    button.type = "button";
    button.addEventListener("click", () => cityMap.lookAt(name === "All" ? null : name));
    byId("boroughs").append(button);
  }
}

for (const name of ["from", "to"]) {
  inputs[name].addEventListener("focus", () => {
    slot = name;
    byId("slot").textContent = slot === "from" ? "pick-up" : "drop-off";
  });
}
inputs.miles.addEventListener("input", () => {
  if (inputs.miles.validity.badInput) {
    return showFieldFaults(inputs, [{ field: "miles", message: "found no number, expected miles" }]);
  }
  byId("miles-hint").hidden = true;
  change({ miles: inputs.miles.value }, "replace");
});
inputs.at.addEventListener("input", () => change({ at: inputs.at.value }, "replace"));
byId("now").addEventListener("click", () => {
  inputs.at.value = newYorkMinute(new Date());
  change({ at: inputs.at.value }, "push");
});
byId("swap").addEventListener("click", () => change({ from: trip.to, to: trip.from }, "push"));
byId("clear").addEventListener("click", () => {
  slot = "from";
  for (const input of Object.values(inputs)) input.value = "";
  change(NO_TRIP, "push");
});
byId("trip").addEventListener("submit", (event) => {
  event.preventDefault();
  schedule(0);
});
byId("closer").addEventListener("click", () => cityMap.zoom(2));
byId("farther").addEventListener("click", () => cityMap.zoom(0.5));
bindForget();
addEventListener("popstate", () => {
  trip = tripOfQuery(location.search);
  if (trip.miles === null) inputs.miles.value = "";
  showTrip();
  schedule(0);
});
addEventListener("online", () => result.classList.contains("fault") && schedule(0));
bindCopy(byId("copy-id"), () => byId("request-id").textContent);
bindCopy(byId("copy-curl"), () => byId("curl").textContent);
bindCopy(byId("copy-link"), () => location.href);

showTrip();
schedule(0);
loadMap();
