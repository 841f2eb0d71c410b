import { writeFileAtomically } from "../lib/atomic_file.ts";
import { statFile } from "../lib/stat_file.ts";
import { createOutput } from "../lib/output.ts";
import { modelCard } from "../reports/model_card.ts";
import { modelFacts } from "../reports/model_facts.ts";
import { ARTIFACTS_OPTION, homeOf } from "./artifacts_option.ts";
import { createCommand, HOME_OPTION, JSON_OPTION } from "./command.ts";
import { assertOutputFile } from "./output_file.ts";
import { resolveModel } from "./resolve_model.ts";
import { TRACKING_OPTION, trackingPlace } from "./tracking_option.ts";

/** `taxi models card`. */
export function cardCommand() {
  return createCommand("card", "What a model is for, how well it does, how sure it is and where it ends.", {
    example: "taxi models card taxi-duration@champion --output card.md",
  })
    .argument("<model>", "NAME (its champion), NAME@ALIAS or NAME/VERSION of the registry, or a model file")
    .option("--output <file>", "write the card, which is Markdown, to this file")
    .option(...TRACKING_OPTION)
    .option(...ARTIFACTS_OPTION)
    .option(...HOME_OPTION)
    .option(...JSON_OPTION)
    .action(async (asked, { output, ...options }) => {
      const out = createOutput(options.json === true);
      if (output !== undefined) await assertOutputFile(output);
      const named = await championUnlessTold(asked);
      const place = trackingPlace(options.tracking);
      const { loaded, name, version } = await resolveModel(homeOf(options, place), named, place);
      const facts = modelFacts(loaded, name, version);
      const card = modelCard(facts);
      if (output !== undefined) {
        await writeFileAtomically(output, card);
        out.say(`Model card ${output}`);
      } else if (!out.json) out.say(card.trimEnd());
      out.document({ ...facts, ...(output !== undefined && { output }) });
    });
}

/** A name alone means its champion, unless there is a file of that name or it can only be one. */
async function championUnlessTold(asked: string): Promise<string> {
  const isName = !/[@/\\]|\.taxi$/.test(asked);
  return isName && (await statFile(asked)) === undefined ? `${asked}@champion` : asked;
}
