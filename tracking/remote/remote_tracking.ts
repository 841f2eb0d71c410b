import type { Tracker } from "../tracker.ts";
import { remoteArtifacts } from "./remote_artifacts.ts";
import { remoteExperiments } from "./remote_experiments.ts";
import { remoteLoggedModels } from "./remote_logged_models.ts";
import { remoteRegistry } from "./remote_registry.ts";
import { remoteRunLog } from "./remote_run_log.ts";
import { remoteRuns } from "./remote_runs.ts";
import type { TrackingServer } from "./tracking_server.ts";
import { openTransport, type TransportOptions } from "./transport.ts";

/**
 * Opens a tracking server as the place where runs and models are kept. Nothing is asked before the first call.
 *
 * @param options.now the clock, milliseconds since 1970-01-01 UTC
 */
export function openRemoteTracking(
  server: TrackingServer,
  options: TransportOptions & { readonly now?: () => number } = {},
): Tracker {
  const { now = Date.now } = options;
  const transport = openTransport(server, options);
  const runLog = remoteRunLog(transport, now);
  return {
    experiments: remoteExperiments(transport),
    runs: { ...remoteRuns(transport, runLog.log, now), ...runLog },
    artifacts: remoteArtifacts(transport),
    loggedModels: remoteLoggedModels(transport),
    models: remoteRegistry(transport),
    [Symbol.asyncDispose]: () => Promise.resolve(transport.close()),
  };
}
