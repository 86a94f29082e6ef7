import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { randomNormal } from "d3-random";
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** A seeded source of random numbers. Equal seed and path give equal numbers on every machine. */
export interface Stream {
  /** A number in [0, 1), 53 random bits. */
  uniform(): number;
  /** A whole number in [0, n). */
  int(n: number): number;
  /** A standard normal number. */
  normal(): number;
  /** Sets every element to `value` with probability p, exactly, and to 0 otherwise; many times as fast as one by one. */
  coins(into: Float32Array | Float64Array, p: number, value: number): void;
  /** An independent stream named by a path below this one; does not advance this stream. */
  split(...path: readonly (string | number)[]): Stream;
}

/**
 * The stream of a seed, or one named by a path below it: `stream(1, "data")` is `stream(1).split("data")`.
 * Seed and path are hashed into the state, so that streams with different names share nothing.
 *
 * Source  xoroshiro128+ (Blackman & Vigna 2018); normals by Marsaglia's polar method.
 * Throws  RangeError for a seed or a path number that is not a safe integer, and for `int(n)` with n < 1.
 */
export const stream = (seed: number, ...path: readonly (string | number)[]): Stream => new Named(seed, path);

/** A class, since engines of JavaScript keep its generator at hand, which doubles the speed over closures. */
class Named implements Stream {
  readonly normal: () => number;
  private readonly source: Generator;

  constructor(
    private readonly seed: number,
    private readonly path: readonly (string | number)[],
  ) {
    this.source = generator(seed, path);
    this.normal = randomNormal.source(() => this.uniform())();
  }

  uniform(): number {
    return this.bits53() * 2 ** -53;
  }

  int(n: number): number {
    if (!Number.isSafeInteger(n) || n < 1)
      throw new RangeError(`int(n) needs a whole number from 1, not ${n}`);
    // n equal buckets; the remainder above the last one would favour some numbers and is drawn again.
    const bucket = Math.floor(2 ** 53 / n);
    let drawn: number;
    do drawn = Math.floor(this.bits53() / bucket);
    while (drawn >= n);
    return drawn;
  }

  coins(into: Float32Array | Float64Array, p: number, value: number): void {
    toss(this.source, into, p, value);
  }

  split(...below: readonly (string | number)[]): Stream {
    return new Named(this.seed, [...this.path, ...below]);
  }

  /** The top bits of each word: the lowest bits of xoroshiro128+ are a plain linear recurrence. */
  private bits53(): number {
    return (this.source.next() >>> 5) * 2 ** 26 + (this.source.next() >>> 6);
  }
}

type Generator = ReturnType<typeof xoroshiro128plusFromState>;

/**
 * 32 coins a time: their uniform numbers are compared with p bit by bit from the top, in all lanes at once, until every
 * lane has differed. That takes 7 words on average, however many bits p has.
 */
function toss(source: Generator, into: Float32Array | Float64Array, p: number, value: number): void {
  if (!(p >= 0 && p <= 1))
    throw new RangeError(`coins(into, p, value) needs a probability from 0 to 1, not ${p}`);
  if (p === 0 || p === 1) {
    into.fill(p === 0 ? 0 : value);
    return;
  }
  for (let at = 0; at < into.length; at += 32) {
    let heads = 0;
    let undecided = -1;
    for (let rest = p; undecided !== 0 && rest > 0; ) {
      const bits = source.next();
      rest *= 2;
      if (rest >= 1) {
        rest -= 1;
        heads |= undecided & ~bits;
        undecided &= bits;
      } else undecided &= ~bits;
    }
    const end = Math.min(32, into.length - at);
    for (let lane = 0; lane < end; lane++) into[at + lane] = ((heads >>> lane) & 1) * value;
  }
}

/** A generator of 32 random bits (as a signed integer) that starts from the state named by seed and path. */
function generator(seed: number, path: readonly (string | number)[]): Generator {
  const key = [seed, ...path];
  const bad = key.find((part) => typeof part === "number" && !Number.isSafeInteger(part));
  if (bad !== undefined)
    throw new RangeError(`a seed and the numbers of a path are whole numbers, not ${bad}`);
  // JSON tells 1 from "1" and ["a", "b"] from ["a,b"], so no two paths are written alike.
  const digest = sha256(utf8ToBytes(JSON.stringify(key)));
  const words = new DataView(digest.buffer, digest.byteOffset, 16);
  return xoroshiro128plusFromState([0, 4, 8, 12].map((at) => words.getInt32(at)));
}
