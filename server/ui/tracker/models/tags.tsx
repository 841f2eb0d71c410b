import { LongText } from "../components/long_text.tsx";
import type { Markup } from "../components/markup.ts";

/** Tags of a model or version; nothing when there are none. */
export function Tags({ tags }: { readonly tags: Readonly<Record<string, string>> }): Markup | null {
  const entries = Object.entries(tags);
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby="tags">
      <h2 id="tags">Tags</h2>
      <dl>
        {entries.map(([key, value]) => (
          <div>
            <dt>{key}</dt>
            <dd>{value === "" ? <span class="quiet">empty</span> : <LongText text={value} />}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
