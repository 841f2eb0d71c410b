/** Where the pages of the tracker find what belongs to them. */
export const TRACKER_FILES = { script: "/tracker.js", style: "/tracker.css" } as const;

/**
 * The routes of the tracker's pages, as requests for them are counted and known to gates, with what their paths look like. A page of
 * a run or a model is one route however many there are.
 */
const ROUTES: readonly (readonly [route: string, path: RegExp])[] = [
  ["/experiments", /^\/experiments$/],
  ["/experiments/{id}", /^\/experiments\/[^/]+$/],
  ["/experiments/{id}/names", /^\/experiments\/[^/]+\/names$/],
  ["/runs/{id}", /^\/runs\/[^/]+$/],
  ["/runs/{id}/preview", /^\/runs\/[^/]+\/preview$/],
  ["/runs/{id}/page", /^\/runs\/[^/]+\/page$/],
  ["/compare", /^\/compare$/],
  ["/models", /^\/models$/],
  ["/models/{name}", /^\/models\/[^/]+$/],
  ["/models/{name}/aliases", /^\/models\/[^/]+\/aliases$/],
  ["/models/{name}/versions/{version}", /^\/models\/[^/]+\/versions\/[^/]+$/],
  ["/flows", /^\/flows$/],
  ["/flows/schedules", /^\/flows\/schedules$/],
  ["/flows/{id}", /^\/flows\/[^/]+$/],
  ["/flows/{id}/report", /^\/flows\/[^/]+\/report$/],
  ["/flows/{id}/resume", /^\/flows\/[^/]+\/resume$/],
  ["/flows/{id}/cancel", /^\/flows\/[^/]+\/cancel$/],
];

/** The route of a path of the tracker's pages; undefined when it is none. */
export function trackerRoute(path: string): string | undefined {
  return Object.values<string>(TRACKER_FILES).find((file) => file === path) ??
    ROUTES.find(([, pattern]) => pattern.test(path))?.[0];
}

/** Routes that show or change what is tracked: they want a token where there is one, and no foreign page may ask for them. */
export const TRACKER_ROUTES: ReadonlySet<string> = new Set(ROUTES.map(([route]) => route));
