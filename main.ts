import { Command, CommanderError, type CommandUnknownOpts, type Option } from "@commander-js/extra-typings";
import process from "node:process";
import { reportError } from "./commands/report_error.ts";
import { versionText } from "./commands/version.ts";
import { UsageError } from "./lib/errors.ts";

/** Every command in the order of the journey. A command's code is loaded when it is called, never before. */
export const COMMANDS: readonly {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<CommandUnknownOpts>;
}[] = [
  {
    name: "demo",
    summary: "Walk the whole main job offline on the synthetic city",
    load: async () => (await import("./commands/demo.ts")).demoCommand(),
  },
  {
    name: "ingest",
    summary: "Fetch, check, clean and store months of trips",
    load: async () => (await import("./commands/ingest.ts")).ingestCommand(),
  },
  {
    name: "train",
    summary: "Fit a model, evaluate it on later months, track and register it",
    load: async () => (await import("./commands/train.ts")).trainCommand(),
  },
  {
    name: "predict",
    summary: "Predict the trips of a Parquet or CSV file",
    load: async () => (await import("./commands/predict.ts")).predictCommand(),
  },
  {
    name: "serve",
    summary: "Answer predictions over HTTP and log them",
    load: async () => (await import("./commands/serve.ts")).serveCommand(),
  },
  {
    name: "tokens",
    summary: "Make, list and revoke the tokens that a server takes",
    load: async () => (await import("./commands/tokens.ts")).tokensCommand(),
  },
  {
    name: "health",
    summary: "Ask a running server whether it is ready",
    load: async () => (await import("./commands/health.ts")).healthCommand(),
  },
  {
    name: "report",
    summary: "Compare two windows of trips in one HTML page",
    load: async () => (await import("./commands/report.ts")).reportCommand(),
  },
  {
    name: "monitor",
    summary: "Judge what was served against the model's reference",
    load: async () => (await import("./commands/monitor.ts")).monitorCommand(),
  },
  {
    name: "flow",
    summary: "Run the pipeline as tasks that are retried, resumed and scheduled",
    load: async () => (await import("./commands/flow.ts")).flowCommand(),
  },
  {
    name: "log",
    summary: "Export and prune the log of served predictions",
    load: async () => (await import("./commands/log.ts")).logCommand(),
  },
  {
    name: "runs",
    summary: "List, show, compare, delete, restore, resume and clean up tracked runs",
    load: async () => (await import("./commands/runs.ts")).runsCommand(),
  },
  {
    name: "experiments",
    summary: "List, export and import experiments, those of MLflow too",
    load: async () => (await import("./commands/experiments.ts")).experimentsCommand(),
  },
  {
    name: "models",
    summary: "List and show registered models, move their aliases",
    load: async () => (await import("./commands/models.ts")).modelsCommand(),
  },
  {
    name: "backup",
    summary: "Write runs, models, artifacts and predictions to one archive",
    load: async () => (await import("./commands/backup.ts")).backupCommand(),
  },
  {
    name: "restore",
    summary: "Put a backup into a home",
    load: async () => (await import("./commands/restore.ts")).restoreCommand(),
  },
  {
    name: "upgrade",
    summary: "Say whether a newer taxi is released",
    load: async () => (await import("./commands/upgrade.ts")).upgradeCommand(),
  },
  {
    name: "completion",
    summary: "Print a shell's completion script",
    load: async () => (await import("./commands/completion.ts")).completionCommand(createWholeProgram),
  },
];

/** The program with the called command loaded and every other one as a name with its summary. */
export function createProgram(called: string | undefined): Promise<CommandUnknownOpts> {
  return createProgramWith((name) => name === called);
}

/** The program with every command loaded. */
export function createWholeProgram(): Promise<CommandUnknownOpts> {
  return createProgramWith(() => true);
}

async function createProgramWith(isLoaded: (name: string) => boolean): Promise<CommandUnknownOpts> {
  const program = new Command("taxi")
    .description(
      "MLOps for taxi trip durations in one executable: ingest, train, track, serve, monitor, report.",
    )
    .version(versionText(), "--version", "print the versions of taxi, Deno and the model file format")
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 fault, 2 usage, 3 monitoring alert\n\nExample:\n  $ taxi demo",
    );
  for (const { name, summary, load } of COMMANDS) {
    program.addCommand(isLoaded(name) ? await load() : new Command(name).description(summary));
  }
  return tellErrorsByThrowing(program);
}

/** Commander would print and exit by itself: errors are told in one place instead. */
function tellErrorsByThrowing(command: CommandUnknownOpts): CommandUnknownOpts {
  command.exitOverride().configureOutput({ writeErr: () => {} }).helpCommand(false);
  command.options.forEach(nameInErrors);
  command.commands.forEach(tellErrorsByThrowing);
  return command;
}

/** A value that cannot be read is told with the option it was given to, which its parser does not know. */
function nameInErrors(option: Option): void {
  const parse = option.parseArg;
  if (parse === undefined) return;
  option.parseArg = <Value>(text: string, before: Value): Value => {
    try {
      return parse(text, before);
    } catch (error) {
      if (error instanceof UsageError) {
        error.message = error.message.replace(
          `Cannot read "${text}"`,
          `Cannot read ${option.long} "${text}"`,
        );
      }
      throw error;
    }
  };
}

/** Runs one command line. @returns the exit code */
export async function main(args: readonly string[]): Promise<number> {
  const words = args[0] === "help" ? [...args.slice(1), "--help"] : args;
  const called = words.find((word) => !word.startsWith("-"));
  try {
    if (called !== undefined && !COMMANDS.some(({ name }) => name === called)) throw unknownCommand(called);
    const program = await createProgram(called);
    if (words.length === 0) {
      program.outputHelp();
      return 0;
    }
    await program.parseAsync(words, { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0; // help or version was asked for and printed
      return reportError(
        new UsageError(sentence(error), `taxi ${words[0]?.startsWith("-") ? "" : words[0]} --help`),
      );
    }
    return reportError(error);
  }
}

function unknownCommand(called: string): UsageError {
  const names = COMMANDS.map(({ name }) => name).join(", ");
  return new UsageError(`Unknown command "${called}": expected one of ${names}`, "taxi --help");
}

/** `error: unknown option '--x'` and, in a line of its own, a guess at what was meant: as the one sentence it is. */
function sentence({ message, code }: CommanderError): string {
  if (code === "commander.help") return "A command is missing: expected one of those in the help";
  const text = message.replace(/^error: /, "").replaceAll("'", '"')
    .replace(/\n\(Did you mean (.*)\?\)$/, ': did you mean "$1"?')
    .replace(/\. Expected/, ": expected").replace(/\.$/, "");
  return text[0].toUpperCase() + text.slice(1);
}

/** The reader of our words may leave before the end (`taxi demo | head -1`): the work goes on, unheard. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

if (import.meta.main) {
  outliveReaders();
  Deno.exit(await main(Deno.args));
}
