import { InvalidArgumentError } from "commander";

/** Reads a number as an option gives it: any finite one. What range makes sense is for the record's schema to say. */
export function number(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It must be a number.");
}

/** Reads a whole number of at least `min` and at most `max`. */
export function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    throw new InvalidArgumentError(
      `It must be a whole number from ${min} to ${max.toLocaleString("en-US")}.`,
    );
  };
}
