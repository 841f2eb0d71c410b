// Shows what went wrong, as a whole and beside the fields.
import { ApiFault } from "./api.js";
import { element } from "./result_view.js";

/** The fields of the form by what they are in a request. */
const FIELDS = {
  "/PULocationID": "from",
  "/DOLocationID": "to",
  "/trip_distance": "miles",
  "/pickup_datetime": "at",
};

/** What a fault says of fields: their names and messages. */
export function faultsOfFields({ errors = [] }) {
  return errors.flatMap(({ pointer, message }) =>
    pointer in FIELDS ? [{ field: FIELDS[pointer], message }] : []
  );
}

/** Says beside each input what is wrong with it, and nothing beside the others. */
export function showFieldFaults(inputs, faults) {
  for (const [name, input] of Object.entries(inputs)) {
    const told = faults.filter(({ field }) => field === name).map(({ message }) => message);
    const line = document.getElementById(`${name}-error`);
    line.textContent = told.map((text) => text[0].toUpperCase() + text.slice(1)).join(". ");
    if (told.length > 0) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
}

/** A fault as elements and as a sentence to be read aloud; `wait` is where to count down to the next attempt, if there is one. */
export function faultParts(fault, onAgain) {
  const { message, errors = [], retrySeconds = null } = fault;
  const known = fault instanceof ApiFault ? message : `The page failed: ${message}`;
  const parts = [
    element("p", "is-alert", element("span", "shape", "\u25B2 "), element("strong", "", "No prediction")),
    element("p", "", `${known}.`.replace(/([.?!])\.$/, "$1")),
  ];
  const wait = retrySeconds === null ? null : element("p", "quiet");
  if (wait) parts.push(wait);
  if (errors.length === 0) parts.push(againButton(onAgain));
  return { parts, aloud: `No prediction: ${known}`, wait };
}

function againButton(onAgain) {
  const button = element("button", "", "Ask again");
  button.type = "button";
  button.addEventListener("click", onAgain);
  return button;
}
