import type { RunKeys } from "../../../../tracking/run_keys.ts";
import type { Markup } from "../components/markup.ts";
import {
  type AttributeKey,
  ATTRIBUTES,
  COLUMN_KINDS,
  type ColumnKind,
  type RunColumn,
} from "./run_column.ts";
import { HiddenFields } from "./hidden_fields.tsx";
import { runsHref, type RunsQuery } from "./runs_query.ts";

const TITLES = { attributes: "Of every run", params: "Params", metrics: "Metrics", tags: "Tags" } as const;

/** What the chooser is made of. */
export interface ColumnChooserProps {
  /** Whose runs the table shows. */
  readonly experimentId: number;
  /** As the address has it. */
  readonly query: RunsQuery;
  /** Names that the runs have. */
  readonly keys: RunKeys;
  /** The columns that are shown now. */
  readonly chosen: readonly RunColumn[];
}

/** Every column there could be, to be ticked; a script finds those whose names have what is typed. */
export function ColumnChooser({ experimentId, query, keys, chosen }: ColumnChooserProps): Markup {
  const ids = new Set(chosen.map(({ id }) => id));
  const known: Record<ColumnKind, readonly string[]> = { attributes: Object.keys(ATTRIBUTES), ...keys };
  return (
    <section class="chooser" aria-labelledby="choose">
      <h2 id="choose">Columns</h2>
      <form action={`/experiments/${experimentId}`} data-chooser>
        <HiddenFields query={{ ...query, columns: undefined }} filter />
        <p class="tools">
          <button type="submit">Show these columns</button>
          <a href={runsHref(experimentId, query, { columns: undefined })} data-usual>The usual ones</a>
          <a href={runsHref(experimentId, query)}>As they were</a>
        </p>
        {COLUMN_KINDS.map((kind) => (
          <Names
            {...{ kind, ids, keys: withChosen(kind, known[kind], chosen) }}
          />
        ))}
      </form>
    </section>
  );
}

/** What was chosen by its name alone, before any run had it, can be taken away too. */
function withChosen(kind: ColumnKind, keys: readonly string[], chosen: readonly RunColumn[]) {
  const asked = chosen.flatMap((column) => column.kind === kind ? column.key : []);
  return [...new Set([...asked, ...keys])];
}

function Names({ kind, keys, ids }: {
  readonly kind: ColumnKind;
  readonly keys: readonly string[];
  readonly ids: ReadonlySet<string>;
}): Markup | null {
  if (keys.length === 0) return null;
  return (
    <fieldset>
      <legend>
        {TITLES[kind]} <span class="quiet">{keys.length}</span>
      </legend>
      {keys.map((key) => (
        <label title={key}>
          <input
            type="checkbox"
            name="columns"
            value={`${kind}.${key}`}
            checked={ids.has(`${kind}.${key}`)}
          />
          {kind === "attributes" ? ATTRIBUTES[key as AttributeKey] : key}
        </label>
      ))}
    </fieldset>
  );
}
