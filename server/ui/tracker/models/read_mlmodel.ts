import { parseYaml } from "../../../../lib/yaml.ts";

/** A column that a model takes or gives. */
export interface SchemaColumn {
  /** Empty for one that has none, as tensors may. */
  readonly name: string;
  /** In MLflow's words: `double`, `tensor of float64, any × 28`. */
  readonly type: string;
  /** Whether it must be there. */
  readonly required: boolean;
}

/** What an `MLmodel` file says of a model. */
export interface ModelSchema {
  /** What `predict` takes. */
  readonly inputs: readonly SchemaColumn[];
  /** What `predict` gives. */
  readonly outputs: readonly SchemaColumn[];
  /** What may be told beside the inputs. */
  readonly params: readonly SchemaColumn[];
  /** In what forms it can be loaded: `python_function`, `lightgbm`. */
  readonly flavors: readonly string[];
}

/** Reads the text of an `MLmodel` file; what is not understood is left out. @throws Error when it is no YAML */
export function readMlmodel(text: string): ModelSchema {
  const { flavors, signature } = fields(parseYaml(text)), { inputs, outputs, params } = fields(signature);
  return {
    inputs: columns(inputs),
    outputs: columns(outputs),
    params: columns(params),
    flavors: Object.keys(fields(flavors)),
  };
}

/** The parts of a signature are JSON in a text. */
function columns(json: unknown): SchemaColumn[] {
  if (typeof json !== "string") return [];
  let list: unknown;
  try {
    list = JSON.parse(json);
  } catch {
    return [];
  }
  return (Array.isArray(list) ? list : []).map((column) => {
    const { name, required, default: fallback } = fields(column);
    return {
      name: typeof name === "string" ? name : "",
      type: typeWords(fields(column)),
      required: required !== false && fallback === undefined,
    };
  });
}

function typeWords(column: Fields): string {
  const { type, dtype, shape } = column, spec = fields(column["tensor-spec"]);
  if (type === "tensor") return `tensor of ${spec.dtype}${shapeWords(spec.shape)}`;
  if (type === "array") return `array of ${typeWords(fields(column.items))}`;
  if (type === "map") return `map of ${typeWords(fields(column.values))}`;
  if (type === "object") return `object of ${Object.keys(fields(column.properties)).join(", ")}`;
  const plain = type ?? dtype;
  return typeof plain === "string" ? `${plain}${shapeWords(shape)}` : "not told";
}

/** A size of -1 is any. */
function shapeWords(shape: unknown): string {
  if (!Array.isArray(shape) || shape.length === 0) return "";
  return `, ${shape.map((size) => size === -1 ? "any" : String(size)).join(" × ")}`;
}

type Fields = Readonly<Record<string, unknown>>;

/** What an object holds; nothing where there is none. */
function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? value as Fields : {};
}
