// Finds zones by what people type.

/** Lower case, without accents and punctuation: "St. George/New Brighton" is "st george new brighton". */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/['\u2019]/g, "")
    .replace(/[^a-z0-9]+/g, " ").trim();
}

/**
 * Zones that fit, best first: the number, then names that begin with the text, then names with a word that does, then the
 * others that hold every word somewhere in name or borough. All of them for an empty text.
 */
export function searchZones(zones, text) {
  const typed = plain(text);
  if (typed === "") return [...zones];
  const words = typed.split(" ");
  const ranked = zones.flatMap((zone) => {
    const rank = rankOf(zone, typed, words);
    return rank === null ? [] : [{ zone, rank }];
  });
  return ranked.sort((a, b) => a.rank - b.rank || a.zone.id - b.zone.id).map(({ zone }) => zone);
}

function rankOf({ id, name, borough }, typed, words) {
  const [number, ...rest] = words;
  const called = plain(name), all = `${id} ${called} ${plain(borough)}`;
  if (String(id) === typed) return 0;
  if (String(id) === number && all.startsWith(rest.length === 0 ? typed : `${number} ${rest.join(" ")}`)) {
    return 0;
  }
  if (called === typed) return 1;
  if (called.startsWith(typed)) return 2;
  const starts = all.split(" ");
  if (words.every((word) => starts.some((start) => start.startsWith(word)))) return 3;
  if (typed.length > 2 && words.every((word) => all.includes(word))) return 4;
  return null;
}

/** The one zone that a text means: its number, a label, or a name that only one zone has; null when it is none. */
export function zoneOfText(zones, text) {
  const number = /^\s*(\d+)\b/.exec(text);
  if (number) return zones.find(({ id }) => id === Number(number[1])) ?? null;
  const typed = plain(text);
  if (typed === "") return null;
  const named = zones.filter(({ name }) => plain(name) === typed);
  const found = named.length > 0 ? named : searchZones(zones, text);
  return found.length === 1 ? found[0] : null;
}
