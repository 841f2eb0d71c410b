import { formatBytes, formatCounted } from "../../../../lib/format.ts";
import { modelFilesFolder, runFilesFolder, storedFolder } from "../../../../tracking/artifact_uri.ts";
import type { Artifact } from "../../../../tracking/artifacts.ts";
import type { Markup } from "../components/markup.ts";
import { type ArtifactFolder, artifactTree } from "./artifact_tree.ts";
import { downloadPath, previewPath } from "./run_links.ts";
import type { RunView } from "./run_view.ts";

/** Files up to which every folder is open. */
const FEW = 100;
/** More files than that are no list to read. */
const MOST = 2000;

/** The run's files as a tree, each with a look at it and its bytes, then those of the models that it made. */
export function ArtifactsSection({ view }: { readonly view: RunView }): Markup {
  const { run, artifacts, modelFiles } = view;
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
      {artifacts.length + modelFiles.length === 0 && !elsewhere && (
        <p class="quiet">
          None yet: <code>mlflow.log_artifact("report.html")</code> logs one.
        </p>
      )}
      {artifacts.length > 0 && (
        <FileTree
          files={artifacts}
          folder={runFilesFolder(run.artifactUri, run.experimentId, run.runId)}
          href={(path) => previewPath({ runId: run.runId, path })}
        />
      )}
      {modelFiles.map(({ model: { modelId, experimentId, artifactUri, name }, files }) => (
        <>
          <h3>{`Logged model ${name}`}</h3>
          <FileTree
            files={files}
            folder={modelFilesFolder(artifactUri, experimentId, modelId)}
            href={(path) => previewPath({ runId: run.runId, path, modelId })}
          />
        </>
      ))}
    </section>
  );
}

/** What the files of a tree have in common. */
interface FilePlace {
  /** Their folder in the tree of all files. */
  readonly folder: string;
  /** Shows one of them. */
  readonly href: (path: string) => string;
}

function FileTree({ files, ...place }: FilePlace & { readonly files: readonly Artifact[] }) {
  return (
    <>
      <p class="quiet small">
        {`${formatCounted(files.length, "file")}, ${
          formatBytes(files.reduce((total, { size }) => total + size, 0))
        }`}
        {files.length > MOST && `; the first ${MOST} are listed`}
      </p>
      <FolderContent {...place} inside={artifactTree(files.slice(0, MOST))} open={files.length <= FEW} />
    </>
  );
}

function FolderContent(
  { inside, open, ...place }: FilePlace & { readonly inside: ArtifactFolder; readonly open: boolean },
): Markup {
  return (
    <ul class="files">
      {inside.folders.map((inner) => (
        <li>
          <details open={open}>
            <summary>
              {`${inner.name}/`}{" "}
              <span class="quiet small">
                {`${formatCounted(inner.files, "file")}, ${formatBytes(inner.size)}`}
              </span>
            </summary>
            <FolderContent {...place} inside={inner} open={open} />
          </details>
        </li>
      ))}
      {inside.artifacts.map(({ name, path, size }) => (
        <li>
          <a href={place.href(path)}>{name}</a> <span class="quiet small">{formatBytes(size)}</span>{" "}
          <a class="small" href={downloadPath(`${place.folder}/${path}`)} aria-label={`Download ${name}`}>
            Download
          </a>
        </li>
      ))}
    </ul>
  );
}
