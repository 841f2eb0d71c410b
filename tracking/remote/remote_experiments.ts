import { NotFoundError, TaxiError } from "../../lib/errors.ts";
import { assertExperimentName, type Experiment, type Experiments } from "../experiments.ts";
import { artifactAddress } from "./artifact_address.ts";
import { object, readExperiment, text } from "./read_objects.ts";
import { isMissing, isTaken } from "./server_fault.ts";
import type { Transport } from "./transport.ts";

/** Experiments of a server. */
export function remoteExperiments(transport: Transport): Pick<Experiments, "getOrCreate" | "getByName"> {
  const find = async (name: string): Promise<Experiment | undefined> => {
    try {
      const answer = await transport.call("GET", "experiments/get-by-name", { experiment_name: name });
      return readExperiment(object(answer.experiment));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
  const getByName = async (name: string) => {
    const experiment = await find(name);
    if (experiment) return experiment;
    throw new NotFoundError(`Cannot find experiment "${name}"`, "taxi runs list", { experimentName: name });
  };
  const create = async (name: string): Promise<Experiment> => {
    try {
      const { experiment_id } = await transport.call("POST", "experiments/create", { name });
      const answer = await transport.call("GET", "experiments/get", { experiment_id: text(experiment_id) });
      return readExperiment(object(answer.experiment));
    } catch (error) {
      if (isTaken(error)) return await getByName(name); // made by another, or by an attempt whose answer was lost
      throw error;
    }
  };
  return {
    getByName,
    async getOrCreate(name) {
      assertExperimentName(name);
      const experiment = await find(name) ?? await create(name);
      artifactAddress(transport.server, experiment.artifactLocation); // better refused now than after hours of work
      if (experiment.deletedAt === null) return experiment;
      throw new TaxiError(`Cannot use experiment "${name}": it is deleted, expected an active one`, {
        code: "experiment_deleted",
        about: { experiment: experiment.experimentId },
      });
    },
  };
}
