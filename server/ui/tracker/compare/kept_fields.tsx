import type { Markup } from "../components/markup.ts";

/** What a form leaves as it is in the address. */
export function KeptFields(
  { params, except }: { readonly params: URLSearchParams; readonly except: readonly string[] },
): Markup {
  const kept = [...params].filter(([name]) => !except.includes(name));
  return <>{kept.map(([name, value]) => <input type="hidden" name={name} value={value} />)}</>;
}
