import { ZONES } from "../../pipeline/trips/zones.ts";
import { mlmodel, type ModelFacts } from "./mlmodel.ts";
import loader from "./taxi_model.py" with { type: "text" };

/** The trip of the input example: Midtown to the Upper East Side. */
const EXAMPLE = {
  columns: ["PULocationID", "DOLocationID", "trip_distance", "pickup_datetime"],
  data: [[161, 236, 2.5, "2025-03-01T08:30:00"]],
};

/**
 * The files of a model as MLflow loads it, by path: what describes it, the model file as it is, and the Python that reads it.
 * The loader needs numpy and pandas only.
 *
 * @param model bytes of the model file
 */
export function modelFolder(model: Uint8Array, facts: ModelFacts): ReadonlyMap<string, Uint8Array> {
  const encode = (text: string) => new TextEncoder().encode(text);
  const places = ZONES.flatMap(({ id, place }) => place ? [[id, place.lon, place.lat, place.area]] : []);
  return new Map([
    ["model.taxi", model],
    ["code/taxi_model.py", encode(loader)],
    ["zones.json", encode(JSON.stringify(places) + "\n")],
    ["input_example.json", encode(JSON.stringify(EXAMPLE) + "\n")],
    ["serving_input_example.json", encode(JSON.stringify({ dataframe_split: EXAMPLE }) + "\n")],
    ["requirements.txt", encode("mlflow\nnumpy\npandas\n")],
    ["python_env.yaml", encode(PYTHON_ENV)],
    ["MLmodel", encode(mlmodel(facts))], // last: a folder with it is whole
  ]);
}

const PYTHON_ENV = `python: 3.11.0
build_dependencies:
- pip
dependencies:
- -r requirements.txt
`;
