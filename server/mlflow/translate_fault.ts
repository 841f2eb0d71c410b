import { TaxiError, UsageError } from "../../lib/errors.ts";
import type { ParamConflict } from "../../tracking/run_params.ts";
import { invalid, MlflowError } from "./mlflow_error.ts";

/** What MLflow says where the store has its own words; undefined for faults that are none of the client's. */
export function translateFault(error: unknown): MlflowError | undefined {
  if (error instanceof MlflowError) return error;
  if (!(error instanceof TaxiError)) return undefined;
  const { about } = error;
  switch (error.code) {
    case "not_found":
      return notFound(about) ?? new MlflowError("RESOURCE_DOES_NOT_EXIST", error.message);
    case "already_exists":
      return new MlflowError(
        "RESOURCE_ALREADY_EXISTS",
        "model" in about
          ? `Registered Model (name=${about.model}) already exists.`
          : `Experiment(name=${about.experimentName}) already exists.`,
      );
    case "run_deleted":
      return invalid(`The run ${about.run} must be in the 'active' state. Current state is deleted.`);
    case "experiment_deleted":
      return invalid(
        `The experiment ${about.experiment} must be in the 'active' state. Current state is deleted.`,
      );
    case "param_conflict":
      return invalid(paramConflict(about as { run?: string; conflicts: readonly ParamConflict[] }));
    case "invalid_path":
      return invalid("Invalid path");
    case "artifact_conflict":
      return invalid(error.message);
    case "database_busy":
      return new MlflowError("TEMPORARILY_UNAVAILABLE", error.message);
    default:
      return error instanceof UsageError ? invalid(error.message) : undefined;
  }
}

/**
 * What clients are told of a fault of the server that whoever runs it can mend; undefined for all others. MLflow's clients ask
 * again and again after 500 and 503, but not after 507.
 */
export function serverFault(error: unknown): MlflowError | undefined {
  if (!(error instanceof TaxiError)) return undefined;
  switch (error.code) {
    case "disk_full":
      return new MlflowError("INTERNAL_ERROR", error.message, 507);
    case "system":
    case "storage":
      return new MlflowError("INTERNAL_ERROR", error.message);
    case "database":
      return new MlflowError("TEMPORARILY_UNAVAILABLE", error.message);
  }
}

function notFound(about: Readonly<Record<string, unknown>>): MlflowError | undefined {
  const missing = (message: string) => new MlflowError("RESOURCE_DOES_NOT_EXIST", message);
  if ("run" in about && "tag" in about) {
    return missing(`No tag with name: ${about.tag} in run with id ${about.run}`);
  }
  if ("run" in about) return missing(`Run with id=${about.run} not found`);
  if ("experimentName" in about) {
    return missing(`Could not find experiment with name '${about.experimentName}'`);
  }
  if ("experiment" in about && "tag" in about) {
    return missing(`No tag with name: ${about.tag} in experiment with id ${about.experiment}`);
  }
  if ("experiment" in about) return missing(`No Experiment with id=${about.experiment} exists`);
  if ("loggedModel" in about && "tag" in about) {
    return missing(`No tag with key '${about.tag}' found for model with ID '${about.loggedModel}'.`);
  }
  if ("loggedModel" in about) return missing(`Logged model with ID '${about.loggedModel}' not found.`);
  if ("alias" in about) return invalid(`Registered model alias ${about.alias} not found.`);
  if ("version" in about) {
    return missing(`Model Version (name=${about.model}, version=${about.version}) not found`);
  }
  if ("model" in about) return missing(`Registered Model with name=${about.model} not found`);
  if ("content" in about) return missing(`No such artifact content: ${about.content}`);
  if ("file" in about) return missing(`No such artifact: '${about.file}'`);
}

function paramConflict({ run, conflicts }: { run?: string; conflicts: readonly ParamConflict[] }): string {
  const list = conflicts.map(({ key, stored, asked }) =>
    `{'key': ${python(key)}, 'old_value': ${python(stored)}, 'new_value': ${python(asked)}}`
  );
  return `Changing param values is not allowed. Params were already logged='[${
    list.join(", ")
  }]' for run ID='${run ?? ""}'.`;
}

/** A text as Python prints it. */
export function python(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + text.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`).replaceAll("\n", "\\n") +
    quote;
}
