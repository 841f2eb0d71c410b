import { ID_BYTES } from "./prediction_id.ts";
import type { PredictionBatch } from "./prediction_queue.ts";

/** Of a row: two of id, one of model and shadow, one of prediction; then its features. */
const FIXED_NUMBERS = 4;
const MODEL = 2, PREDICTION = 3;

/**
 * Rows between one thread that puts them in and one that takes them out, in memory that both share: nothing is made for a row,
 * and its size is bounded. Places count all rows ever put, row `n` lies where row `n - capacity` lay. Who may touch which row is
 * agreed by messages.
 */
export class PredictionRing {
  /** To be handed to the other thread. */
  readonly memory: SharedArrayBuffer;
  readonly #bytes: Uint8Array;
  readonly #numbers: Float64Array;
  readonly #stride: number;

  /**
   * Zeros, or what the other thread has put in.
   *
   * @param columns number of features of a row
   * @param capacity rows
   * @param memory of the ring of the other thread; new unless told
   */
  constructor(readonly columns: number, readonly capacity: number, memory?: SharedArrayBuffer) {
    this.#stride = FIXED_NUMBERS + columns;
    const bytes = capacity * this.#stride * Float64Array.BYTES_PER_ELEMENT;
    this.memory = memory ?? new SharedArrayBuffer(bytes);
    this.#bytes = new Uint8Array(this.memory);
    this.#numbers = new Float64Array(this.memory);
  }

  /** Copies all rows of a batch. @param model the number that stands for its model */
  put(place: number, { rows, ids, shadow, features, predictions }: PredictionBatch, model: number): void {
    const numbers = this.#numbers, columns = this.columns;
    const modelAndShadow = model * 2 + Number(shadow);
    for (let row = 0; row < rows; row++) {
      const at = this.#at(place + row);
      const idAt = at * Float64Array.BYTES_PER_ELEMENT;
      for (let byte = 0; byte < ID_BYTES; byte++) this.#bytes[idAt + byte] = ids[row * ID_BYTES + byte];
      numbers[at + MODEL] = modelAndShadow;
      numbers[at + PREDICTION] = predictions[row];
      for (let column = 0; column < columns; column++) {
        numbers[at + FIXED_NUMBERS + column] = features[column][row];
      }
    }
  }

  /** Copies the id of a row. @param into 16 bytes */
  copyId(place: number, into: Uint8Array): void {
    const at = this.#at(place) * Float64Array.BYTES_PER_ELEMENT;
    for (let byte = 0; byte < ID_BYTES; byte++) into[byte] = this.#bytes[at + byte];
  }

  /** The number that stands for a row's model. */
  model(place: number): number {
    return this.#numbers[this.#at(place) + MODEL] >>> 1;
  }

  /** 1 where a row was only logged, else 0. */
  shadow(place: number): number {
    return this.#numbers[this.#at(place) + MODEL] & 1;
  }

  /** What was predicted. */
  prediction(place: number): number {
    return this.#numbers[this.#at(place) + PREDICTION];
  }

  /** A feature of a row; NaN where it is missing. */
  feature(place: number, column: number): number {
    return this.#numbers[this.#at(place) + FIXED_NUMBERS + column];
  }

  #at(place: number): number {
    return (place % this.capacity) * this.#stride;
  }
}
