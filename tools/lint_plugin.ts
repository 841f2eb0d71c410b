import { dirname, isAbsolute, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { importFault } from "./rooms.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Longest file in lines. */
const MAX_LINES = 400;

/** Generated files and tables of data, which may be longer. */
const LONG_FILES: readonly string[] = [];

const importDirection: Deno.lint.Rule = {
  create: (context) => {
    const file = pathFromRoot(context.filename);
    const check = (source: Deno.lint.Node | null | undefined, lazy = false) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const fault = importFault(file, resolveImport(file, source.value), lazy);
      if (fault !== undefined) context.report({ node: source, message: fault });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source, true),
      TSImportType: ({ argument }) => check(argument.type === "TSLiteralType" ? argument.literal : undefined),
    };
  },
};

const fileLength: Deno.lint.Rule = {
  create: (context) => ({
    Program: (node) => {
      const lines = context.sourceCode.text.trimEnd().split("\n").length;
      if (lines > MAX_LINES && !LONG_FILES.includes(pathFromRoot(context.filename))) {
        const start: [number, number] = [node.range[0], node.range[0]]; // the whole node would print the whole file
        context.report({ range: start, message: `File has ${lines} lines, expected at most ${MAX_LINES}` });
      }
    },
  }),
};

const noBarrel: Deno.lint.Rule = {
  create: (context) => {
    const report = (node: Deno.lint.Node) =>
      context.report({
        node,
        message: "Re-export found, expected an import of the file that declares the name",
      });
    return {
      ExportAllDeclaration: report,
      ExportNamedDeclaration: (node) => node.source ? report(node) : undefined,
    };
  },
};

/** The house rules that a machine can check; `deno lint` runs it by `lint.plugins` in deno.json. */
const plugin: Deno.lint.Plugin = {
  name: "taxi",
  rules: { "import-direction": importDirection, "file-length": fileLength, "no-barrel": noBarrel },
};

export default plugin;

function pathFromRoot(file: string): string {
  return (isAbsolute(file) ? relative(ROOT, file) : file).replaceAll("\\", "/");
}

function resolveImport(file: string, specifier: string): string {
  return specifier.startsWith(".") ? join(dirname(file), specifier).replaceAll("\\", "/") : specifier;
}
