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
