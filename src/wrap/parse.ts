import { lookUp, parseWords } from "../notation/index.js";
import { wrappers } from "./catalogue.js";
import type { Wrapper } from "./define.js";

/**
 * The wrappers of a text such as `residual`, in the order in which they are applied: the first is the innermost (see
 * `parseWords`). Throws RangeError with one sentence that says what is wrong and what to write.
 */
export function parseWrappers(text: string): Wrapper[] {
  const find = (name: string) => lookUp("wrapper", name, wrappers);
  return parseWords(text, (name) => find(name).main).map(({ name, options }) =>
    find(name).fromUnknown(options),
  );
}
