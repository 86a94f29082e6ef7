/** Element i, from the end when negative. @throws RangeError when there is none */
export function at<T>(list: ArrayLike<T>, i: number): T {
  const v = list[i < 0 ? list.length + i : i];
  if (v === undefined) throw new RangeError(`no element ${i} of ${list.length}`);
  return v;
}

/** The same keys with other values. */
export function mapValues<A, B>(
  of: Readonly<Record<string, A>>,
  f: (a: A, key: string) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(of).map(([k, a]) => [k, f(a, k)]));
}
