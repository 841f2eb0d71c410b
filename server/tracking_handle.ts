import type { Tracking } from "../tracking/tracking_store.ts";

/** The tracking store of a server, opened when it is first needed: predictions alone never need it. */
export class TrackingHandle implements AsyncDisposable {
  readonly #open: () => Promise<Tracking>;
  #store: Promise<Tracking> | undefined;

  /** Of the store that `open` opens. */
  constructor(open: () => Promise<Tracking>) {
    this.#open = open;
  }

  /** The open store; a store that could not be opened is tried again by the next call. */
  get(): Promise<Tracking> {
    if (this.#store === undefined) {
      const store = this.#open();
      this.#store = store;
      store.catch(() => this.#store = undefined);
    }
    return this.#store;
  }

  /** Lets go of the store if it was ever opened. */
  async [Symbol.asyncDispose](): Promise<void> {
    const store = await this.#store?.catch(() => undefined);
    await store?.close();
  }
}
