const PROGRAM = Deno.build.standalone ? "taxi" : "./denow task taxi";

/** A `taxi` command line as it is typed here: by name where `taxi` is an executable, by the wrapper in a checkout. */
export function typedCommand(command: string): string {
  return command.replace(/^taxi(?= |$)/, PROGRAM);
}
