import type { Tracking } from "../../tracking/tracking_store.ts";
import type { Json } from "./answers.ts";
import type { Fields } from "./fields.ts";

/** Answers one kind of request with an object; nothing is `{}`. */
export type Endpoint = (
  store: Tracking,
  fields: Fields,
  path: Readonly<Record<string, string>>,
) => Promise<Json | void>;

/** Endpoints by method and path below `/api/2.0/mlflow`; a part in braces is any text. */
export type Endpoints = Readonly<Record<string, Endpoint>>;
