/** Reads the text of an option. Throws RangeError with one sentence when it cannot be read. */
export type Reader<T> = (text: string) => T;

/** Any finite number. Which range makes sense is for the record's schema to say. */
export function number(flag: string): Reader<number> {
  return (text) => {
    const value = toNumber(text);
    if (Number.isFinite(value)) return value;
    throw new RangeError(`${flag} must be a number, but it was ${JSON.stringify(text)}.`);
  };
}

/** A whole number from `min` to `max`. */
export function whole(flag: string, min: number, max: number): Reader<number> {
  return (text) => {
    const value = toNumber(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new RangeError(
      `${flag} must be a whole number from ${min} to ${max}, but it was ${JSON.stringify(text)}.`,
    );
  };
}

/** One of these words, or a number. */
export function wordOrNumber(flag: string, word: string): Reader<string | number> {
  return (text) => {
    const value = toNumber(text);
    if (text === word || Number.isFinite(value)) return text === word ? word : value;
    throw new RangeError(`${flag} must be ${word} or a number, but it was ${JSON.stringify(text)}.`);
  };
}

/** A schedule, `every=100`: so many steps apart. */
export function schedule(flag: string): Reader<{ every: number }> {
  return (text) => {
    const [, steps] = /^every=(\d+)$/.exec(text) ?? [];
    if (steps !== undefined) return { every: Number(steps) };
    throw new RangeError(
      `${flag} must be every=<steps>, but it was ${JSON.stringify(text)}; write e.g. ${flag} every=100.`,
    );
  };
}

/**
 * Values separated by commas, each by `read`. Where a value may have options of its own after a colon, which commas
 * separate too, `begins` says what begins another value: "dropout:0.2,variational" is one.
 */
export function list<T>(
  flag: string,
  read: Reader<T>,
  begins: (text: string) => boolean = () => true,
): Reader<readonly T[]> {
  return (text) => {
    const items: string[] = [];
    for (const part of text.split(",")) {
      const last = items.at(-1);
      if (last?.includes(":") && !begins(part.trim())) items[items.length - 1] = `${last},${part}`;
      else items.push(part);
    }
    return items.map((item) => {
      if (item.trim() !== "") return read(item.trim());
      throw new RangeError(`${flag} must be a list without empty items, but it was ${JSON.stringify(text)}.`);
    });
  };
}

function toNumber(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}
