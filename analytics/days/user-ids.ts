/** The number of documents without a user. */
export const withoutUser = 0;

// What a string, its entry in the map and its place in the list take in V8, beside its characters.
const bytesPerId = 100;

/**
 * The user ids of the columns read together, each under a small number from 1 on, so that columns
 * are small and users can be counted by marks in an array.
 */
export class UserIds {
  readonly #numbers = new Map<string, number>();
  readonly #ids: string[] = [''];
  #bytes = 0;

  /** The number of a user, the same for the same id. */
  numberOf(id: string): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const number = this.#ids.length;
    this.#numbers.set(id, number);
    this.#ids.push(id);
    this.#bytes += bytesPerId + 2 * id.length;
    return number;
  }

  /** The number of a user, if the id has one. */
  knownNumberOf(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  /** The id of a number that `numberOf` gave. */
  idOf(number: number): string {
    return this.#ids[number] ?? '';
  }

  /** One more than the largest number. */
  get size(): number {
    return this.#ids.length;
  }

  /** The memory that the ids take, estimated. */
  get bytes(): number {
    return this.#bytes;
  }
}
