// Figures and names as people read them.

/** Three significant digits, thousands separated: 14.2, 0.35, 1,234. */
export function figure(value) {
  const digits = Math.abs(value) >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return value.toLocaleString("en-US", digits);
}

/** "1 mile", "2.5 miles". */
export function counted(value, unit) {
  const text = figure(value);
  return `${text} ${unit}${text === "1" ? "" : "s"}`;
}

/** Minutes with one digit after the point, 14.2: no model knows more. From 100 on without: 123. */
export function minuteFigure(minutes) {
  const digits = minutes >= 99.95 ? 0 : 1;
  return minutes.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** What one thing adds, in minutes that line up below each other: "+3.20", "−0.41", "0.00". */
export function addedFigure(minutes) {
  const text = Math.abs(minutes).toFixed(2);
  return text === "0.00" ? text : `${minutes < 0 ? "\u2212" : "+"}${text}`;
}

/** Names alone are not unique, so the number stands before. */
export function zoneLabel({ id, name, borough }) {
  return borough === "N/A" || borough === "Unknown" ? `${id} ${name}` : `${id} ${name}, ${borough}`;
}

const FEATURES = {
  PU_DO: "The way between these zones",
  PULocationID: "Pick-up zone",
  DOLocationID: "Drop-off zone",
  trip_distance: "Distance",
  distance_missing: "Whether the distance is told",
  pair_distance: "How far apart the zones are",
  bounds: "Kept within what training saw",
};

/** A feature's name in words; one that is not known here, as the model calls it. */
export function featureWords(feature) {
  return FEATURES[feature] ?? feature.replaceAll("_", " ");
}

/**
 * What a feature was for this trip, in words.
 *
 * @param {string} feature
 * @param {string | number | null} value
 * @param {(id: number) => string} zoneName the name of a zone by its id
 */
export function valueWords(feature, value, zoneName = String) {
  if (feature === "bounds") return "";
  if (value === null || value === undefined) return "not told";
  if (/^(PU|DO)LocationID$/.test(feature)) return zoneName(Number(value));
  if (feature === "distance_missing") return value ? "it is not" : "it is";
  if (feature === "trip_distance" || feature === "pair_distance") return counted(Number(value), "mile");
  if (typeof value === "number") return figure(value);
  return value.replace(/^(\d+)[^\d]+(\d+)$/, "$1 \u2192 $2");
}

const UNSEEN = {
  PULocationID: "never saw a trip from this pick-up zone",
  DOLocationID: "never saw a trip to this drop-off zone",
  PU_DO: "never saw a trip between these two zones",
};

/** What the model never saw in training, in one sentence; empty when it saw all. */
export function unseenWords(unseen) {
  // A zone that is new makes the pair new too: only the zone is worth saying.
  const told = unseen.filter((feature) => feature !== "PU_DO" || unseen.length === 1);
  const parts = told.map((feature) => UNSEEN[feature] ?? `never saw this ${feature}`);
  return parts.length === 0
    ? ""
    : `In training the model ${parts.join(" and ")}, so its answer rests on what it knows of others.`;
}

const OUTLINES = {
  tiles: "A tile for each zone: this home has no outlines, taxi ingest fetches them.",
  synthetic: "The outlines are those of an invented city.",
};

/** What the map's shapes are, where they are not the city's own. */
export function outlineWords(outlines) {
  return OUTLINES[outlines] ?? "";
}
