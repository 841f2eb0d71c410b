import { type Stage, STAGES } from "../../tracking/model_rows.ts";
import { invalid } from "./mlflow_error.ts";

/** Reads a stage in any letter case. @throws MlflowError */
export function readStage(text: string): Stage {
  const stage = STAGES.find((stage) => stage.toLowerCase() === text.toLowerCase());
  if (stage) return stage;
  throw invalid(`Invalid Model Version stage: ${text}. Value must be one of ${STAGES.join(", ")}.`);
}
