import { resolve } from "node:path";
import { createOutput } from "../lib/output.ts";
import { createToken, readTokens, revokeToken } from "../server/gate/token_file.ts";
import { createCommand, HOME_OPTION, JSON_OPTION, shellWord } from "./command.ts";
import { findHome } from "./home.ts";

/** Description of `--token-file`, the same everywhere. */
export const TOKEN_FILE_OPTION = [
  "--token-file <file>",
  "hashes of the tokens (default: tokens.json in the home)",
] as const;

/** `taxi tokens`. */
export function tokensCommand() {
  return createCommand("tokens", "Make, list and revoke the tokens that a server takes.", {
    example: "taxi tokens list",
  })
    .addCommand(createTokenCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand());
}

/** Where the tokens are: `--token-file`, else in the home. */
export function tokenFile(options: { readonly tokenFile?: string; readonly home?: string }): string {
  return options.tokenFile === undefined ? findHome(options.home).tokens : resolve(options.tokenFile);
}

function createTokenCommand() {
  return createCommand("create", "Make a token and show it, this once: only its hash is kept.", {
    example: "taxi tokens create laptop",
  })
    .argument("<name>", "whose it is, or what for")
    .option(...TOKEN_FILE_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async (name, options) => {
      const out = createOutput(options.json === true);
      const path = tokenFile(options);
      const { token, created_at } = await createToken(path, name, Date.now());
      out.say(`The token of ${name}; nobody can show it again:\n\n  ${token}\n`);
      out.say("A request carries it as a header:");
      out.say(`  curl -H "Authorization: Bearer ${token}" http://127.0.0.1:8000/metrics`);
      out.document({ name, token, created_at, file: path });
    });
}

function listCommand() {
  return createCommand("list", "Names of the tokens, the oldest first.", { example: "taxi tokens list" })
    .option(...TOKEN_FILE_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async (options) => {
      const out = createOutput(options.json === true);
      const tokens = await readTokens(tokenFile(options)) ?? [];
      if (tokens.length > 0) {
        out.table([["name", "made"], ...tokens.map(({ name, created_at }) => [name, minutes(created_at)])]);
      } else {
        out.say("No tokens yet.");
        out.next(`taxi tokens create laptop${placeWords(options)}`);
      }
      out.document({ tokens: tokens.map(({ name, created_at }) => ({ name, created_at })) });
    });
}

function revokeCommand() {
  return createCommand("revoke", "Take a token back; running servers refuse it within seconds.", {
    example: "taxi tokens revoke laptop",
  })
    .argument("<name>", "as the list has it")
    .option(...TOKEN_FILE_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async (name, options) => {
      const out = createOutput(options.json === true);
      await revokeToken(tokenFile(options), name);
      out.say(`Revoked the token of ${name}; servers that follow the file refuse it from their next look on`);
      out.document({ name, revoked: true });
    });
}

/** What a next command says of where the tokens are. */
export function placeWords(options: { readonly tokenFile?: string; readonly home?: string }): string {
  const words: [string, string | undefined][] = [["--token-file", options.tokenFile], [
    "--home",
    options.home,
  ]];
  return words.map(([flag, value]) => value === undefined ? "" : ` ${flag} ${shellWord(value)}`).join("");
}

function minutes(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}
