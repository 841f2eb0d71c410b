// Writes docs/reference/http.md from the server's own OpenAPI document: ./denow task docs. With --check it fails where that
// file is not up to date.
import { fakeApp } from "../../server/fake_app.ts";
import { formatMarkdown, markdownTable, writeOrCheckPage } from "./generated_page.ts";
import { runTool } from "../run_tool.ts";

/** What this page uses of a JSON schema. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly example?: unknown;
}

type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

/** What this page uses of an OpenAPI document. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

if (import.meta.main) {
  await runTool(async () => {
    const document: ApiDocument = await (await fakeApp().app.request("/openapi.json")).json();
    await writeOrCheckPage("docs/reference/http.md", await formatMarkdown(httpPage(document)));
  });
}

/** Every path with what it takes and answers, then every named schema with its fields and an example. */
export function httpPage(document: ApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationSection(path, method, operation))
  );
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) =>
    schemaSection(name, schema)
  );
  return `# HTTP interface

What \`taxi serve\` takes and answers. This page is written by \`./denow task docs\` from the document that the server
gives at \`GET /openapi.json\`; [serving](../serving.md) explains it, its guarantees and its
[error codes](../serving.md#errors). Pages for people (\`/\`, \`/docs\`) and [metrics](metrics.md) stand beside it.

${operations.join("\n")}
## Schemas

${schemas.join("\n")}`;
}

function operationSection(path: string, method: string, operation: Operation): string {
  const { summary, description, requestBody, responses } = operation;
  const answers = Object.entries(responses).map(([status, { description, content }]) => [
    status,
    description,
    contentWords(content),
  ]);
  return [
    `## ${method.toUpperCase()} ${path}\n`,
    [summary, description].filter((text) => text !== undefined).map(sentence).join(" ") + "\n",
    requestBody === undefined ? "" : `Body: ${contentWords(requestBody.content)}\n`,
    markdownTable([["status", "when", "body"], ...answers]) + "\n",
  ].filter((part) => part !== "").join("\n");
}

function contentWords(content: Content = {}): string {
  return Object.entries(content)
    .map(([type, { schema }]) => schema === undefined ? `\`${type}\`` : `${typeWords(schema)}, \`${type}\``)
    .join("; ");
}

function schemaSection(name: string, schema: Schema): string {
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties ?? {}).map(([field, of]) => [
    `\`${field}\``,
    typeWords(of),
    required.has(field) ? "yes" : "no",
    of.description ?? "",
  ]);
  return [
    `### ${name}\n`,
    schema.description === undefined ? "" : sentence(schema.description) + "\n",
    markdownTable([["field", "type", "always there", "meaning"], ...fields]) + "\n",
    schema.example === undefined ? "" : `\`\`\`json\n${JSON.stringify(schema.example, null, 2)}\n\`\`\`\n`,
  ].filter((part) => part !== "").join("\n");
}

/** A schema's type in words, such as "integer from 1 to 265" or a link to a named schema. */
function typeWords(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1)!;
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.enum !== undefined) {
    return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(" or ");
  }
  if (schema.items !== undefined) {
    return `list of${rangeWords(schema.minItems, schema.maxItems)} ${itemWords(schema.items)}`;
  }
  if (schema.properties !== undefined) return itemWords(schema).replace("objects", "object");
  const type = [schema.type ?? "any"].flat().join(" or ");
  const range = schema.exclusiveMinimum === undefined
    ? rangeWords(schema.minimum, schema.maximum)
    : ` over ${schema.exclusiveMinimum}`;
  return `${type}${range}${schema.format === undefined ? "" : ` (${schema.format})`}`;
}

function itemWords(items: Schema): string {
  if (items.properties === undefined) return typeWords(items);
  return `objects with ${Object.keys(items.properties).map((name) => `\`${name}\``).join(", ")}`;
}

function rangeWords(least?: number, most?: number): string {
  const words = (value: number) => value.toLocaleString("en-US");
  if (least !== undefined && most !== undefined) return ` from ${words(least)} to ${words(most)}`;
  if (least !== undefined) return ` at least ${words(least)}`;
  return most === undefined ? "" : ` at most ${words(most)}`;
}

function sentence(text: string): string {
  return /[.?]$/.test(text) ? text : `${text}.`;
}
