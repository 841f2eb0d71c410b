import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { tileMap } from "../../pipeline/trips/zone_map/tile_map.ts";
import type { ZoneMap } from "../../pipeline/trips/zone_map/zone_map.ts";
import type { ZoneMapFile } from "../../pipeline/trips/zone_map/zone_map_file.ts";
import type { FaultReporter } from "../answer_error.ts";
import type { AppEnv } from "../request_context.ts";

/** No tuple: zod-openapi tells one as JSON Schema did before 2020-12, which OpenAPI 3.1 does not know. */
const numbers = (count: number) => z.array(z.number()).length(count);

const ZONES_SCHEMA = z.object({
  view_box: numbers(4).openapi({
    description: "SVG viewBox: x, y, width, height",
  }),
  outlines: z.enum(["tlc", "file", "synthetic", "tiles"]).openapi({
    description: "Where the shapes come from; tiles: a schematic map",
  }),
  zones: z.array(z.object({
    id: z.int().openapi({ description: "TLC's LocationID" }),
    name: z.string(),
    borough: z.string(),
    path: z.string().nullable().openapi({ description: "SVG path; null for a zone that is not on the map" }),
    label: numbers(2).nullable().openapi({ description: "A point well inside the shape" }),
  })),
}).openapi("Zones", {
  example: {
    view_box: [0, 0, 2021, 2012],
    outlines: "tlc",
    zones: [{
      id: 8,
      name: "Astoria Park",
      borough: "Queens",
      path: "M1232 657l-20-9 26-30z",
      label: [1221, 645],
    }],
  },
});

const ZONES = createRoute({
  method: "get",
  path: "/zones",
  operationId: "zones",
  tags: ["City"],
  summary: "The zones of the city and a map of them",
  description: "An ETag tells whether it has changed.",
  responses: {
    200: { description: "The map", content: { "application/json": { schema: ZONES_SCHEMA } } },
    304: { description: "It is the map that If-None-Match names" },
  },
});

/** What {@linkcode bindZones} joins. */
export interface ZonesOptions {
  /** The map of the home; the schematic one unless given. */
  readonly zoneMap: Pick<ZoneMapFile, "read">;
  /** Told of a map that cannot be read: the schematic one is answered then. */
  readonly onFault: FaultReporter;
}

/** `GET /zones`: what a map of the city is drawn from. */
export function bindZones(app: OpenAPIHono<AppEnv>, { zoneMap, onFault }: ZonesOptions): void {
  app.openAPIRegistry.registerPath(ZONES);
  app.get(ZONES.path, async (c) => {
    const map = await zoneMap.read().catch((fault) => {
      onFault(c.env.id, fault);
      return { text: JSON.stringify(tileMap() satisfies ZoneMap), version: "tiles" };
    });
    const headers = { etag: `"${map.version}"`, "cache-control": "no-cache" };
    const known = c.req.header("if-none-match")?.split(",").map((tag) => tag.trim().replace(/^W\//, "")) ??
      [];
    if (known.includes(headers.etag) || known.includes("*")) return c.body(null, 304, headers);
    return c.body(map.text, 200, { ...headers, "content-type": "application/json" });
  });
}
