/** What each room (a folder at the root, or `main` for main.ts) may import, beside itself. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  main: ["commands", "server", "reports", "tracking", "pipeline", "lib"],
  commands: ["server", "reports", "tracking", "pipeline", "lib"],
  server: ["reports", "tracking", "pipeline", "lib"],
  reports: ["pipeline", "lib"],
  pipeline: ["lib"],
  tracking: ["lib"],
  lib: [],
};

/** The same inside `pipeline/`. */
const PIPELINE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  flows: ["training", "monitoring", "models", "features", "trips", "engines"],
  training: ["monitoring", "models", "features", "trips", "engines"],
  monitoring: ["models", "features", "trips", "engines"],
  models: ["features", "trips", "engines"],
  features: ["trips", "engines"],
  trips: ["engines"],
  engines: [],
};

const ENGINE_PACKAGES = /^(npm:\/?)?(nodejs-polars|apache-arrow)([@/]|$)/;
const ENGINES = "pipeline/engines/";

/** What would bring the engine or training code into the server. */
const NOT_FOR_SERVER = /^pipeline\/(engines\/(?!column_batch\.ts$)|training\/|features\/fit_)/;

/** What the server may load of the engine once a request needs it: Arrow and the beginning of Parquet files, without Polars. */
export const LAZY_FOR_SERVER: RegExp = /^pipeline\/engines\/(arrow_(stream|writer)|parquet_head)\.ts$/;

/**
 * Tells why a file must not import another, or `undefined` when it may. Tests, benchmarks and tools may import all,
 * but nobody them.
 *
 * @param file path of the importing file from the root, with `/`
 * @param imported path of the imported file from the root, or the name of a package
 * @param lazy whether it is loaded only when the program comes by
 */
export function importFault(file: string, imported: string, lazy = false): string | undefined {
  const from = roomOf(file);
  if (from === undefined || file.endsWith("_test.ts")) return undefined;
  if (ENGINE_PACKAGES.test(imported) && !file.startsWith(ENGINES)) {
    return `"${imported}" is imported in ${ENGINES} only`;
  }
  if (/^(tests|bench|tools)\//.test(imported)) return `${from} must not import "${imported}"`;
  const to = roomOf(imported);
  if (to === undefined) return undefined; // a package, or data beside the rooms
  if (from === "server" && NOT_FOR_SERVER.test(imported) && !(lazy && LAZY_FOR_SERVER.test(imported))) {
    return `server must not load the engine or training code, found "${imported}"`;
  }
  if (from !== to) return ROOMS[from].includes(to) ? undefined : directionFault(from, to, ROOMS);
  if (from !== "pipeline") return undefined;
  const [inner, target] = [file.split("/")[1], imported.split("/")[1]];
  if (inner === target || PIPELINE_ROOMS[inner]?.includes(target)) return undefined;
  return directionFault(inner, target, PIPELINE_ROOMS);
}

function roomOf(path: string): string | undefined {
  if (path === "main.ts") return "main";
  const [first, ...rest] = path.split("/");
  return rest.length > 0 && Object.hasOwn(ROOMS, first) ? first : undefined;
}

function directionFault(from: string, to: string, rooms: typeof ROOMS): string {
  const allowed = rooms[from]?.join(", ") || "nothing";
  return `${from} must not import ${to}: beside itself it may import ${allowed}`;
}
