import type { Hono } from "hono";
import type { Experiment } from "../../../../tracking/experiments.ts";
import { TimeText } from "../components/time_text.tsx";
import type { TrackerEnv } from "../tracker_env.ts";
import { sendPage } from "../tracker_page.tsx";

/** `GET /experiments`: every experiment, the newest first. */
export function bindExperiments(app: Hono<TrackerEnv>): void {
  app.get("/experiments", async (c) => {
    const tracking = await c.env.tracking();
    const experiments = await tracking.experiments.list();
    return sendPage(c, {
      title: "Experiments",
      under: "/experiments",
      content: <ExperimentList experiments={experiments} />,
    });
  });
}

function ExperimentList({ experiments }: { readonly experiments: readonly Experiment[] }) {
  return (
    <>
      <h1>Experiments</h1>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Made</th>
            </tr>
          </thead>
          <tbody>
            {experiments.map(({ experimentId, name, createdAt }) => (
              <tr>
                <td>
                  <a href={`/experiments/${experimentId}`}>{name}</a>
                </td>
                <td>
                  <TimeText at={createdAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
