import type { TrackerContext } from "./tracker_env.ts";
import { sendPage } from "./tracker_page.tsx";

/** Answers that something is not there. @param sentence what was looked for */
export function sendNotFound(c: TrackerContext, sentence: string): Response | Promise<Response> {
  const content = (
    <>
      <h1>This is not here</h1>
      <p>
        {sentence}. It may have been removed. <a href="/experiments">All experiments</a>
      </p>
    </>
  );
  return sendPage(c, { title: "Not here", under: "/experiments", content }, 404);
}
