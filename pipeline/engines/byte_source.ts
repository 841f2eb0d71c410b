/** Hands out exact numbers of bytes from a stream that comes in parts of any size. */
export class ByteSource {
  readonly #parts: AsyncIterator<Uint8Array>;
  #part: Uint8Array = new Uint8Array();

  /**
   * Begins where the stream does.
   *
   * @param parts asked for one after the other, only when bytes are wanted
   */
  constructor(parts: AsyncIterable<Uint8Array>) {
    this.#parts = parts[Symbol.asyncIterator]();
  }

  /** Fills `into`. @returns the bytes written, fewer than it has room for only at the end of the stream */
  async read(into: Uint8Array): Promise<number> {
    let done = 0;
    while (done < into.length && await this.#some()) {
      const taken = this.#take(into.length - done);
      into.set(taken, done);
      done += taken.length;
    }
    return done;
  }

  /** Passes over bytes, keeping none. @returns the bytes passed over, fewer only at the end of the stream */
  async skip(bytes: number): Promise<number> {
    let done = 0;
    while (done < bytes && await this.#some()) done += this.#take(bytes - done).length;
    return done;
  }

  async #some(): Promise<boolean> {
    while (this.#part.length === 0) {
      const next = await this.#parts.next();
      if (next.done) return false;
      this.#part = next.value;
    }
    return true;
  }

  #take(bytes: number): Uint8Array {
    const taken = this.#part.subarray(0, bytes);
    this.#part = this.#part.subarray(taken.length);
    return taken;
  }
}
