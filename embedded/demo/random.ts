// Without characters that are easily mistaken for one another, as in Rocket.Chat's own ids.
const idAlphabet = '23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz';

/**
 * Repeatable random values: the same key gives the same values in the same order. With a key per
 * subject and day, any part of the workspace can be generated without the parts before it.
 */
export class Random {
  readonly #state: Int32Array;

  constructor(key: string) {
    // FNV-1a with four primes: 128 bits, because two keys with equal state would repeat ids.
    let [a, b, c, d] = [1, 2, 3, 4];
    for (let index = 0; index < key.length; index += 1) {
      const code = key.charCodeAt(index);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x5bd1e995);
      c = Math.imul(c ^ code, 0x1b873593);
      d = Math.imul(d ^ code, 0x2c1b3c6d);
    }
    this.#state = Int32Array.of(a, b, c, d);
    for (let round = 0; round < 12; round += 1) this.#word();
  }

  /** Uniform, at least `low` and less than `high`. */
  between(low: number, high: number): number {
    return low + (this.#word() / 2 ** 32) * (high - low);
  }

  /** Uniform, both ends included. */
  integer(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  /** Bell-shaped about `mean`, at most `spread` away from it. */
  around(mean: number, spread: number): number {
    return (
      mean + ((this.between(0, 1) + this.between(0, 1) + this.between(0, 1)) / 1.5 - 1) * spread
    );
  }

  chance(probability: number): boolean {
    return this.between(0, 1) < probability;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.integer(0, items.length - 1)] as Item;
  }

  /** An id of 17 characters. */
  id(): string {
    let id = '';
    while (id.length < 17) id += idAlphabet.charAt(this.integer(0, idAlphabet.length - 1));
    return id;
  }

  /** 32 bytes in standard base64: a stored login token that belongs to no known token. */
  hashedToken(): string {
    return Buffer.from(Uint32Array.from({ length: 8 }, () => this.#word()).buffer).toString(
      'base64',
    );
  }

  /** The next 32 bits of the generator sfc32. */
  #word(): number {
    const state = this.#state as unknown as [number, number, number, number];
    const [, b, c] = state;
    const sum = (state[0] + b + state[3]) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = (c + (c << 3)) | 0;
    state[2] = ((c << 21) | (c >>> 11)) + sum;
    state[3] += 1;
    return sum >>> 0;
  }
}
