import { parse } from "yaml";

/** Reads a YAML document as plain data; aliases that would blow it up are refused. @throws Error that names line and column */
export function parseYaml(text: string): unknown {
  return parse(text);
}

/** {@linkcode parseYaml} with every scalar as the text that it was written as, or null: a text may look like a number. */
export function parseYamlTexts(text: string): unknown {
  return parse(text, { schema: "failsafe", customTags: ["null"] });
}
