import { createHash } from 'node:crypto';

// Without the characters that are easily mistaken for one another, as Rocket.Chat's own ids are.
const idAlphabet = '23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz';

/** Chance that repeats itself: the same seed and stream give the same draws, in the same order. */
export interface Random {
  /** Uniform, at least `low` and less than `high`. */
  between(low: number, high: number): number;
  /** Uniform, both ends included. */
  integer(low: number, high: number): number;
  /** Bell-shaped about `mean`, never further from it than `spread`. */
  around(mean: number, spread: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** An id of 17 characters. */
  id(): string;
  /** 32 bytes in standard base64: a stored login token that no token is known for. */
  hashedToken(): string;
}

/**
 * A generator of its own for each `stream` of a seed, so that one more draw for the rooms leaves
 * the people as they were. (sfc32, whose 128 bits of state keep streams and ids from meeting.)
 */
export function seededRandom(seed: number, stream: string): Random {
  const start = createHash('sha256').update(`${seed}/${stream}`).digest();
  let a = start.readInt32LE(0);
  let b = start.readInt32LE(4);
  let c = start.readInt32LE(8);
  let counter = start.readInt32LE(12);

  function word(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  }
  const fraction = () => word() / 2 ** 32;
  const integer = (low: number, high: number) => low + Math.floor(fraction() * (high - low + 1));
  const pick = <Item>(items: readonly Item[]) => items[integer(0, items.length - 1)] as Item;

  // Filled anew by every draw: tens of thousands of ids are drawn at a start.
  const characters = Buffer.alloc(17);
  const bytes = Buffer.alloc(32);

  return {
    between: (low, high) => low + fraction() * (high - low),
    integer,
    around: (mean, spread) => mean + ((fraction() + fraction() + fraction()) / 1.5 - 1) * spread,
    chance: (probability) => fraction() < probability,
    pick,
    id() {
      for (let place = 0; place < 17; place += 1) {
        characters[place] = idAlphabet.charCodeAt(integer(0, idAlphabet.length - 1));
      }
      return characters.toString('latin1');
    },
    hashedToken() {
      for (let offset = 0; offset < 32; offset += 4) bytes.writeUInt32LE(word(), offset);
      return bytes.toString('base64');
    },
  };
}
