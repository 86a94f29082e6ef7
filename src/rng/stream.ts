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
export function stream(seed: number, ...path: readonly (string | number)[]): Stream {
  const source = generator(seed, path);
  // The top bits of each word: the lowest bits of xoroshiro128+ are a plain linear recurrence.
  const bits53 = () => (source.next() >>> 5) * 2 ** 26 + (source.next() >>> 6);
  const uniform = () => bits53() * 2 ** -53;

  const int = (n: number) => {
    if (!Number.isSafeInteger(n) || n < 1)
      throw new RangeError(`int(n) needs a whole number from 1, not ${n}`);
    // n equal buckets; the remainder above the last one would favour some numbers and is drawn again.
    const bucket = Math.floor(2 ** 53 / n);
    let drawn: number;
    do drawn = Math.floor(bits53() / bucket);
    while (drawn >= n);
    return drawn;
  };

  return {
    uniform,
    int,
    normal: randomNormal.source(uniform)(),
    split: (...below) => stream(seed, ...path, ...below),
  };
}

/** A generator of 32 random bits (as a signed integer) that starts from the state named by seed and path. */
function generator(
  seed: number,
  path: readonly (string | number)[],
): ReturnType<typeof xoroshiro128plusFromState> {
  const key = [seed, ...path];
  const bad = key.find((part) => typeof part === "number" && !Number.isSafeInteger(part));
  if (bad !== undefined)
    throw new RangeError(`a seed and the numbers of a path are whole numbers, not ${bad}`);
  // JSON tells 1 from "1" and ["a", "b"] from ["a,b"], so no two paths are written alike.
  const digest = sha256(utf8ToBytes(JSON.stringify(key)));
  const words = new DataView(digest.buffer, digest.byteOffset, 16);
  return xoroshiro128plusFromState([0, 4, 8, 12].map((at) => words.getInt32(at)));
}
