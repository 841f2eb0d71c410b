import { UsageError } from "../../lib/errors.ts";

/** A filter, an order or a page that cannot be searched by; the sentence is the one that MLflow has for it. */
export class SearchError extends UsageError {
  /** With its sentence. */
  constructor(message: string) {
    super(message, undefined, "invalid_search");
  }
}
