import { type FaultReporter, faultResponse } from "../../answer_error.ts";
import { splitUrl } from "../../mlflow/mount.ts";
import type { Mount } from "../../request_handler.ts";
import type { TrackingHandle } from "../../tracking_handle.ts";
import { trackerRoute } from "./paths.ts";
import type { FlowPlace } from "./tracker_env.ts";

/** The pages of the tracker, whose code is loaded and whose store is opened by the first visit. */
export function trackerMount(tracking: TrackingHandle, onFault: FaultReporter, flows?: FlowPlace): Mount {
  return {
    label: (request) => trackerRoute(splitUrl(request.url).path),
    async answer(request, context) {
      const { trackerApp } = await import("./tracker_app.tsx");
      return await trackerApp.fetch(request, {
        tracking: () => tracking.get(),
        flows,
        answerFault: (fault: unknown) => faultResponse(fault, context.id, onFault),
      });
    },
  };
}
