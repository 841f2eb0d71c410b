import type { StoreContext } from "../store_context.ts";
import type { ImportOptions, ImportSummary } from "./import_source.ts";
import type { TransferSource } from "./transfer_source.ts";

/** Carries whole experiments into a store and out of it. */
export interface Transfer {
  /**
   * Adds all that a source has. A run comes into sight with all that belongs to it, or not at all; what is here already stays,
   * so that an import that broke off is done again and goes on. What cannot be imported is left out and told.
   *
   * @throws UsageError when the name of an experiment is taken, and nothing has changed then
   */
  import(source: TransferSource, options?: ImportOptions): Promise<ImportSummary>;
  /** An experiment, deleted or not, with all that belongs to it, to be read while the store is open. @throws NotFoundError */
  export(name: string): Promise<TransferSource>;
}

/** {@linkcode Transfer} of a store; its code is loaded when it is used, since most processes never do. */
export function storedTransfer(context: StoreContext): Transfer {
  return {
    async import(source, options) {
      const { importSource } = await import("./import_source.ts");
      return await importSource(context, source, options);
    },
    async export(name) {
      const { storeSource } = await import("./store_source.ts");
      return await storeSource(context, name);
    },
  };
}
