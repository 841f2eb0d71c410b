import type { Markup } from "../components/markup.ts";
import { versionPath } from "../models/model_links.ts";
import type { RunView } from "./run_view.ts";

/** Models that the run made or read, and what they are registered as. */
export function ModelsSection({ view }: { readonly view: RunView }): Markup {
  const { models, versions } = view;
  return (
    <section aria-labelledby="models">
      <h2 id="models">Models</h2>
      {versions.length > 0 && (
        <ul class="plain">
          {versions.map(({ name, version, aliases }) => (
            <li>
              <a href={versionPath(name, version)}>{`${name} version ${version}`}</a>
              {aliases.map((alias) => (
                <>
                  {" "}
                  <code>{`@${alias}`}</code>
                </>
              ))}
            </li>
          ))}
        </ul>
      )}
      {models.length > 0 && <LoggedModels models={models} />}
    </section>
  );
}

function LoggedModels({ models }: { readonly models: RunView["models"] }) {
  return (
    <div class="wide" tabindex={0} role="region" aria-label="Logged models">
      <table class="values">
        <thead>
          <tr>
            <th scope="col">Logged model</th>
            <th scope="col">This run</th>
            <th scope="col" class="figure">Step</th>
            <th scope="col">Status</th>
            <th scope="col">Id</th>
          </tr>
        </thead>
        <tbody>
          {models.map(({ modelId, direction, step, model }) => (
            <tr>
              <th scope="row">{model?.name ?? <span class="quiet">gone</span>}</th>
              <td>{direction === "output" ? "made it" : "read it"}</td>
              <td class="figure">{step}</td>
              <td>{model ? model.deletedAt === null ? model.status : "deleted" : "–"}</td>
              <td class="id">
                <code>{modelId}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
