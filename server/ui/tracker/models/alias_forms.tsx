import type { RegisteredModel } from "../../../../tracking/model_rows.ts";
import type { Markup } from "../components/markup.ts";
import type { MovedAlias } from "./change_alias.ts";
import type { ModelView } from "./model_content.tsx";
import { aliasesPath, modelPath } from "./model_links.ts";

/** The id of the form that moves an alias: buttons all over the page belong to it. */
export function aliasFormId(alias: string): string {
  return `move-${alias}`;
}

/** A form for each alias, which tells the server at which version the page showed it. */
export function AliasForms({ model: { name, aliases } }: { readonly model: RegisteredModel }): Markup {
  return (
    <>
      {Object.entries(aliases).map(([alias, version]) => (
        <form method="post" action={aliasesPath(name)} id={aliasFormId(alias)} hidden>
          <input type="hidden" name="alias" value={alias} />
          <input type="hidden" name="was" value={String(version)} />
        </form>
      ))}
    </>
  );
}

/** What was there before an alias was moved, and the way back. */
export function AliasMoved(
  { model, moved: { alias, was } }: { readonly model: RegisteredModel; readonly moved: MovedAlias },
): Markup | null {
  const now = versionOf(model, alias);
  if (now === was) return null;
  const place = now === null ? "points to no version now" : `points to version ${now} now`;
  const before = was === null ? "Before, it pointed to none" : `Before, it pointed to version ${was}`;
  const back = was === null ? "Remove it again" : `Move it back to version ${was}`;
  return (
    <div class="notice" role="status">
      <p>
        <span class="is-ok">✓</span> <b>{alias}</b> {place}. {before}.
      </p>
      <MoveForm model={model} alias={alias} to={was}>{back}</MoveForm>
    </div>
  );
}

/** Why an alias was not moved, and how to move it all the same. */
export function AliasFault({ model, fault, asked, status }: ModelView): Markup | null {
  if (fault === undefined) return null;
  const now = asked && versionOf(model, asked.alias);
  const again = status === 409 && asked && asked.to !== now;
  return (
    <div class="notice" role="alert">
      <p>
        <span class="is-alert">✕</span> {fault} <a href={modelPath(model.name)}>As it is now</a>
      </p>
      {again && (
        <MoveForm model={model} alias={asked.alias} to={asked.to}>
          {asked.to === null
            ? `Remove ${asked.alias}`
            : `Move ${asked.alias} from ${now === null ? "none" : `version ${now}`} to version ${asked.to}`}
        </MoveForm>
      )}
    </div>
  );
}

interface MoveFormProps {
  readonly model: RegisteredModel;
  readonly alias: string;
  readonly to: number | null;
  readonly children: string;
}

/** One button that moves an alias from where it is. */
function MoveForm({ model, alias, to, children }: MoveFormProps) {
  return (
    <form method="post" action={aliasesPath(model.name)}>
      <input type="hidden" name="alias" value={alias} />
      <input type="hidden" name="was" value={String(versionOf(model, alias) ?? "")} />
      <button type="submit" name="version" value={String(to ?? "")}>{children}</button>
    </form>
  );
}

/** Sets an alias by its name: a new one, or one that has no column. */
export function NewAlias({ model, versions, asked, fault, status }: ModelView): Markup {
  const refused = status === 400 && fault !== undefined;
  return (
    <form method="post" action={aliasesPath(model.name)} class="new-alias">
      <h3>Set an alias</h3>
      <p id="alias-rule" class="quiet">
        Letters, digits, <code>_</code> and <code>-</code>; neither <code>latest</code> nor <code>v</code>
        {" "}
        and a number.
      </p>
      <div class="beside">
        <label>
          Alias{" "}
          <input
            name="alias"
            required
            maxlength={255}
            spellcheck={false}
            autocomplete="off"
            value={asked?.alias ?? ""}
            aria-describedby="alias-rule"
            aria-invalid={refused && "true"}
          />
        </label>
        <label>
          Version{" "}
          <select name="version">
            {versions.slice(0, MOST_CHOICES).map(({ version }) => (
              <option value={String(version)} selected={version === asked?.to}>{version}</option>
            ))}
          </select>
        </label>
        <button type="submit">Set alias</button>
      </div>
    </form>
  );
}

const MOST_CHOICES = 1000;

function versionOf({ aliases }: RegisteredModel, alias: string): number | null {
  return Object.hasOwn(aliases, alias) ? aliases[alias] : null;
}
