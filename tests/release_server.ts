import { join } from "node:path";

/** A server of release assets on loopback, laid out as GitHub lays its releases out. */
export interface ReleaseServer extends AsyncDisposable {
  /** For `TAXI_RELEASES`. */
  readonly url: string;
  /** What was asked for, in order. */
  readonly asked: string[];
}

/** Serves the files of `folder` as the latest release and as `version`. */
export function serveReleases(folder: string, version: string): ReleaseServer {
  const asked: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    const [, place, name] = /^\/(latest\/download|download\/v[^/]+)\/([^/]+)$/.exec(pathname) ?? [];
    if (place !== "latest/download" && place !== `download/v${version}`) {
      return new Response(null, { status: 404 });
    }
    const file = await Deno.open(join(folder, name)).catch(() => undefined);
    return file === undefined ? new Response(null, { status: 404 }) : new Response(file.readable);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
