import type { Hono } from "hono";
import { formatBytes, NO_VALUE } from "../../../../lib/format.ts";
import { shellWord } from "../../../../lib/shell_word.ts";
import { NotFoundError } from "../../../../lib/errors.ts";
import { modelFilesFolder, runArtifactUri, runFilesFolder } from "../../../../tracking/artifact_uri.ts";
import { requireFile, type StoredFile } from "../../../../tracking/files.ts";
import type { RunValues } from "../../../../tracking/run_values.ts";
import type { Tracking } from "../../../../tracking/tracking_store.ts";
import { type CommandLine, Commands } from "../components/commands.tsx";
import type { Markup } from "../components/markup.ts";
import { TimeText } from "../components/time_text.tsx";
import type { TrackerEnv } from "../tracker_env.ts";
import { sendPage } from "../tracker_page.tsx";
import { type Preview, readPreview } from "./read_preview.ts";
import { short } from "./run_head.tsx";
import { downloadPath, type RunFile, runPath, sandboxPath } from "./run_links.ts";

/** `GET /runs/{id}/preview?path=`: a look at a file of a run. */
export function bindPreview(app: Hono<TrackerEnv>): void {
  app.get("/runs/:id/preview", async (c) => {
    const tracking = await c.env.tracking();
    const { searchParams, origin } = new URL(c.req.url);
    const asked = askedFile(c.req.param("id"), searchParams), { path } = asked;
    const { run, file } = await requireRunFile(tracking, asked);
    const experiment = await tracking.experiments.get(run.experimentId);
    const preview = await readPreview(tracking, file);
    return sendPage(c, {
      title: `${short(path)} of ${short(run.name)}`,
      under: "/experiments",
      frames: preview.kind === "html",
      content: (
        <>
          <nav class="trail" aria-label="Above this file">
            <a href={`/experiments/${run.experimentId}`}>{short(experiment.name)}</a>
            <a href={runPath(run.runId)}>{short(run.name)}</a>
            <a href={`${runPath(run.runId)}#artifacts`}>Artifacts</a>
          </nav>
          <h1 class="clamped">{path}</h1>
          <FileFacts file={file} />
          <section aria-labelledby="content">
            <h2 id="content">Content</h2>
            <Content preview={preview} source={sandboxPath(asked)} path={path} />
          </section>
          <Commands lines={commands(asked, file, origin)} />
        </>
      ),
    });
  });
}

/** The file that a URL names. */
export function askedFile(runId: string, query: URLSearchParams): RunFile {
  const path = query.get("path") ?? "", modelId = query.get("model");
  return { runId, path, ...(modelId === null ? {} : { modelId }) };
}

/** A file and the run that it is of. @throws NotFoundError without it */
export async function requireRunFile(
  tracking: Tracking,
  { runId, path, modelId }: RunFile,
): Promise<{ readonly run: RunValues; readonly file: StoredFile }> {
  const [run] = await tracking.runs.values([runId]);
  if (run === undefined) throw new NotFoundError(`Cannot find run "${runId}"`);
  const folder = modelId === undefined
    ? await folderOfRun(tracking, run)
    : await folderOfModel(tracking, run, modelId);
  return { run, file: await requireFile(tracking.files, `${folder}/${path}`) };
}

async function folderOfRun({ experiments }: Tracking, { runId, experimentId }: RunValues): Promise<string> {
  const { artifactLocation } = await experiments.get(experimentId);
  return runFilesFolder(runArtifactUri(experimentId, artifactLocation, runId), experimentId, runId);
}

async function folderOfModel(
  { loggedModels }: Tracking,
  { runId }: RunValues,
  modelId: string,
): Promise<string> {
  const { experimentId, artifactUri, sourceRunId } = await loggedModels.get(modelId, { deleted: true });
  if (sourceRunId === runId) return modelFilesFolder(artifactUri, experimentId, modelId);
  throw new NotFoundError(`Cannot find logged model "${modelId}" of run "${runId}"`);
}

function FileFacts({ file }: { readonly file: StoredFile }): Markup {
  return (
    <dl class="state">
      <div>
        <dt>Size</dt>
        <dd>{formatBytes(file.size)}</dd>
      </div>
      <div>
        <dt>Written</dt>
        <dd>
          <TimeText at={file.updatedAt} />
        </dd>
      </div>
      <div>
        <dt>SHA-256</dt>
        <dd>
          <code>{file.sha256}</code>
        </dd>
      </div>
      <div>
        <dt>Bytes</dt>
        <dd>
          <a href={downloadPath(file.path)}>Download</a>
        </dd>
      </div>
    </dl>
  );
}

function Content(
  { preview, source, path }: { readonly preview: Preview; readonly source: string; readonly path: string },
): Markup {
  switch (preview.kind) {
    case "text":
      return preview.text === ""
        ? <p class="quiet">The file is empty.</p>
        : <TextContent text={preview.text} whole={preview.whole} />;
    case "table":
      return <TableContent {...preview} />;
    case "image":
      return <img class="preview-image" src={source} alt={`Picture ${path}`} />;
    case "html":
      return (
        <>
          <p class="quiet small">
            A page that the run has logged, kept apart from this one: its scripts run, but reach neither this
            server nor any other. <a href={source}>Open it alone</a>
          </p>
          <iframe class="preview-frame" src={source} sandbox="allow-scripts" title={`Page ${path}`}></iframe>
        </>
      );
    case "none":
      return <p>There is no preview of such a file: it is downloaded to be looked at.</p>;
  }
}

function TextContent({ text, whole }: { readonly text: string; readonly whole: boolean }) {
  return (
    <>
      {!whole && <p class="quiet small">Only the beginning is shown.</p>}
      <pre class="preview" tabindex={0} role="region" aria-label="Beginning of the file">{text}</pre>
    </>
  );
}

function TableContent({ columns, rows, note }: Extract<Preview, { kind: "table" }>) {
  return (
    <>
      <p class="quiet small">{note}</p>
      <div class="wide preview" tabindex={0} role="region" aria-label="Beginning of the file">
        <table class="values">
          <thead>
            <tr>
              {columns.map((name) => (
                <th scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                {row.map((cell) => (
                  <td>
                    {cell ?? <span class="quiet">{NO_VALUE}</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function commands({ runId, path, modelId }: RunFile, file: StoredFile, origin: string): CommandLine[] {
  const from = modelId === undefined
    ? `run_id=${JSON.stringify(runId)}, artifact_path=${JSON.stringify(path)}`
    : JSON.stringify(`mlflow-artifacts:/${file.path}`);
  return [
    { label: "curl", text: `curl -O ${shellWord(`${origin}${downloadPath(file.path)}`)}` },
    { label: "Python", text: `mlflow.artifacts.download_artifacts(${from})` },
  ];
}
