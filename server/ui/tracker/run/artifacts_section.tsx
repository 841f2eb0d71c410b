import { formatBytes, formatCounted } from "../../../../lib/format.ts";
import { runFilesFolder, storedFolder } from "../../../../tracking/artifact_uri.ts";
import type { Run } from "../../../../tracking/run.ts";
import type { Markup } from "../components/markup.ts";
import { type ArtifactFolder, artifactTree } from "./artifact_tree.ts";
import { downloadPath, previewPath } from "./run_links.ts";
import type { RunView } from "./run_view.ts";

/** Files up to which every folder is open. */
const FEW = 100;
/** More files than that are no list to read. */
const MOST = 2000;

/** The run's files as a tree, each with a look at it and its bytes. */
export function ArtifactsSection({ view }: { readonly view: RunView }): Markup {
  const { run, artifacts } = view;
  const tree = artifactTree(artifacts.slice(0, MOST));
  const elsewhere = storedFolder(run.artifactUri) === undefined;
  return (
    <section aria-labelledby="artifacts">
      <h2 id="artifacts">Artifacts</h2>
      {elsewhere && (
        <p>
          The clients of this experiment keep their files at{" "}
          <code>{run.artifactUri}</code>, where this server does not look.
        </p>
      )}
      {artifacts.length === 0 && !elsewhere && (
        <p class="quiet">
          None yet: <code>mlflow.log_artifact("report.html")</code> logs one.
        </p>
      )}
      {artifacts.length > 0 && (
        <>
          <p class="quiet small">
            {`${formatCounted(artifacts.length, "file")}, ${
              formatBytes(artifacts.reduce((total, { size }) => total + size, 0))
            }`}
            {artifacts.length > MOST && `; the first ${MOST} are listed`}
          </p>
          <FolderContent folder={tree} run={run} open={artifacts.length <= FEW} />
        </>
      )}
    </section>
  );
}

function FolderContent(
  { folder, run, open }: { readonly folder: ArtifactFolder; readonly run: Run; readonly open: boolean },
): Markup {
  const root = runFilesFolder(run.artifactUri, run.experimentId, run.runId);
  return (
    <ul class="files">
      {folder.folders.map((inner) => (
        <li>
          <details open={open}>
            <summary>
              {`${inner.name}/`}{" "}
              <span class="quiet small">
                {`${formatCounted(inner.files, "file")}, ${formatBytes(inner.size)}`}
              </span>
            </summary>
            <FolderContent folder={inner} run={run} open={open} />
          </details>
        </li>
      ))}
      {folder.artifacts.map((file) => (
        <li>
          <a href={previewPath(run.runId, file)}>{file.name}</a>{" "}
          <span class="quiet small">{formatBytes(file.size)}</span>{" "}
          <a class="small" href={downloadPath(`${root}/${file.path}`)} aria-label={`Download ${file.name}`}>
            Download
          </a>
        </li>
      ))}
    </ul>
  );
}
