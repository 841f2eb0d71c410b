import { openBlobs } from "../tracking/open_blobs.ts";
import { readPostgresRegistry } from "../tracking/postgres_registry.ts";
import { readRegistry, type RegistryReader } from "../tracking/registry_reader.ts";
import { openTracking } from "../tracking/tracking_store.ts";
import type { Home } from "./home.ts";
import { isServer, type TrackingPlace } from "./tracking_option.ts";

/**
 * Opens the registry of models for reading.
 *
 * @param place of it; the home unless told
 * @param make whether a store of one's own is made if there is none, and brought to this version
 */
export async function openRegistry(
  home: Home,
  place: TrackingPlace | undefined,
  make = true,
): Promise<RegistryReader> {
  if (isServer(place)) {
    const { readRemoteRegistry } = await import("../tracking/remote/remote_registry_reader.ts");
    return readRemoteRegistry(place);
  }
  if (make) await (await openTracking(home.path, { database: place })).close();
  const blobs = openBlobs(home.path, home.artifacts);
  return place ? readPostgresRegistry(place, blobs) : readRegistry(home.path, blobs);
}
