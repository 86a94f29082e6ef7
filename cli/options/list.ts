import { InvalidArgumentError } from "commander";

/** Reads values separated by commas, each by `read`. */
export function list<T>(read: (text: string) => T): (text: string) => readonly T[] {
  return (text) =>
    text.split(",").map((item) => {
      if (item.trim() === "")
        throw new InvalidArgumentError("It has an empty item; separate values by single commas.");
      return read(item.trim());
    });
}
