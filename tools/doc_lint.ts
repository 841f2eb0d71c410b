// Demands documentation of every export: ./denow run -A tools/doc_lint.ts
import process from "node:process";
import { fileURLToPath } from "node:url";
import { EXIT } from "../lib/errors.ts";
import { runTool, say } from "./run_tool.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Folders whose every export is documented. */
const DOCUMENTED = ["lib", "pipeline", "tracking", "server", "reports"];

const FOREIGN_TYPE = /^error\[private-type-ref\]: .* references private type '([^']+)'/;

/**
 * The findings of `deno doc --lint` that are ours to mend. It also demands that types of npm packages be exported here
 * as soon as a signature names them; those are left out: each refers to a type that no file of ours declares.
 *
 * @param output what `deno doc --lint` printed, without colours
 * @param declares tells whether a type of that name is declared in our own files
 */
export function ownFindings(output: string, declares: (type: string) => boolean): string[] {
  return output.split(/^(?=error\[)/m)
    .map((finding) => finding.split(/^error: Found /m)[0].trim())
    .filter((finding) => {
      const type = FOREIGN_TYPE.exec(finding)?.[1];
      return finding.startsWith("error[") && (type === undefined || declares(type));
    });
}

/** Modules of `folder` and below, without tests, as paths from the root. */
function modulesBelow(folder: string): string[] {
  return Array.from(Deno.readDirSync(ROOT + folder)).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) return modulesBelow(path);
    return /(?<!_test)\.tsx?$/.test(path) ? [path] : [];
  });
}

async function lintDocumentation(): Promise<void> {
  const modules = DOCUMENTED.flatMap(modulesBelow).sort();
  const command = new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", "--quiet", ...modules],
    cwd: ROOT,
    env: { NO_COLOR: "1", RUST_BACKTRACE: "0" },
  });
  const { success, stderr } = await command.output();
  if (success) return;
  const output = new TextDecoder().decode(stderr);
  const source = modules.map((path) => Deno.readTextFileSync(ROOT + path)).join("\n");
  const declares = (type: string) =>
    new RegExp(String.raw`^(export )?(abstract )?(interface|type|class|enum) ${RegExp.escape(type)}\b`, "m")
      .test(source);
  const findings = ownFindings(output, declares);
  for (const finding of findings) say(`${finding}\n`);
  const explained = output.includes("error["); // else it broke off: a syntax error, an import not found
  if (!explained) say(output);
  if (findings.length > 0 || !explained) process.exitCode = EXIT.fault;
}

if (import.meta.main) await runTool(lintDocumentation);
