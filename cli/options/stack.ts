import { cells } from "../../src/cells/index.js";
import { parseInitialiser } from "../../src/init/index.js";
import { named } from "../names.js";
import { list, number, type Reader } from "./number.js";

const PREFIX = "dense-";

/** The activations: the dense cells by what comes after "dense-". */
export const activations: readonly string[] = Object.keys(cells).flatMap((name) =>
  name.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : [],
);

/** The cells of a list of activations. */
export const readActivations: Reader<readonly string[]> = list(
  "--activation",
  (text) => PREFIX + named("activation", text, activations),
);

/** A list of initialisers, each as the text that it was given. */
export const readInitialisers: Reader<readonly string[]> = list("--init", (text) => {
  parseInitialiser(text);
  return text;
});

export const readGains: Reader<readonly number[]> = list("--gain", number("--gain"));

/** The name of a combination as one reads it: "relu, he-normal, gain 2". */
export function stackName(name: string): string {
  return name.replace(PREFIX, "").replace("input init ", "");
}
