/** What the `MLmodel` file tells of a model. */
export interface ModelFacts {
  /** The logged model, `m-` and 32 hex digits; undefined where it is files of a run. */
  readonly modelId?: string;
  /** The run that made it. */
  readonly runId: string;
  /** Address of the folder. */
  readonly artifactUri: string;
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
  /** Version of `taxi` that trained it. */
  readonly taxiVersion: string;
}

/** The form of `MLmodel` that this is, which clients from 2.20 on read. */
const MLFLOW_VERSION = "3.17.2";

/**
 * What a frame of trips has to look like. MLflow checks it before the loader does: `long`, as pandas holds whole numbers, and
 * any kind of time, text among them, as the server takes it.
 */
const INPUTS = [
  { type: "long", name: "PULocationID", required: true },
  { type: "long", name: "DOLocationID", required: true },
  { type: "double", name: "trip_distance", required: false },
  { type: "any", name: "pickup_datetime", required: false },
];

/** Minutes, one for each trip. */
const OUTPUTS = [{ type: "tensor", "tensor-spec": { dtype: "float64", shape: [-1] } }];

/** The text of an `MLmodel` file, YAML whose values are written as JSON. */
export function mlmodel({ modelId, runId, artifactUri, createdAt, taxiVersion }: ModelFacts): string {
  const text = (value: unknown) => JSON.stringify(typeof value === "string" ? value : JSON.stringify(value));
  return `artifact_path: ${text(artifactUri)}
flavors:
  python_function:
    code: code
    env:
      virtualenv: python_env.yaml
    loader_module: taxi_model
    python_version: 3.11.0
  taxi:
    data: model.taxi
    taxi_version: ${text(taxiVersion)}
mlflow_version: ${MLFLOW_VERSION}
${modelId === undefined ? "" : `model_id: ${text(modelId)}\n`}model_uuid: ${text(modelId ?? runId)}
run_id: ${text(runId)}
saved_input_example_info:
  artifact_path: input_example.json
  pandas_orient: split
  serving_input_path: serving_input_example.json
  type: dataframe
signature:
  inputs: ${text(INPUTS)}
  outputs: ${text(OUTPUTS)}
  params: null
utc_time_created: ${text(createdAt.replace("T", " ").replace("Z", ""))}
`;
}
