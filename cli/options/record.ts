import { BadInput, type Experiment, parseExperiment, type Task } from "../../src/lab/index.js";
import { chainText } from "../../src/optim/index.js";
import { cellNamed } from "../pages/cells.js";
import { experimentOptions, flagOf } from "./experiment.js";
import { whole } from "./number.js";

/** Values of the options of one experiment, as commander names them. */
export type Given = Readonly<Record<string, unknown>>;

/**
 * The experiment that options ask for; what they leave open gets the schema's defaults.
 * Throws BadInput with one sentence in terms of the options.
 */
export function experimentFrom(task: Task, given: Given): Experiment {
  const layers = layersOf(given);
  for (const { cell } of layers) cellNamed(cell);
  const input: Record<string, unknown> = { task: { ...task.options, name: task.name }, layers };
  for (const option of experimentOptions) {
    const value = given[flagOf(option).key];
    if (option.path !== undefined && value !== undefined && !option.path.startsWith("layers."))
      place(input, option.path.split("."), value);
  }
  if (given.chain === undefined) input.chain = chainText(undefined, given);
  if (given.stop === false) input.stopWhenSolved = false;
  return inTermsOfOptions(() => parseExperiment(input), given);
}

interface LayerInput {
  readonly cell: string;
  readonly hidden?: unknown;
  readonly wrap?: unknown;
}

/** The layers that --layers, or --cell with --hidden and --depth, are short for. */
export function layersOf({ layers, cell = "lstm", hidden, depth = 1, wrap }: Given): LayerInput[] {
  const wrapped = wrap === undefined ? {} : { wrap };
  if (typeof layers !== "string") {
    const layer = { cell: String(cell), ...(hidden !== undefined && { hidden }), ...wrapped };
    return Array.from({ length: Number(depth) }, () => layer);
  }
  return layers.split(",").map((text) => {
    const [name = "", size] = text.trim().split(":");
    return {
      cell: name,
      ...(size !== undefined && { hidden: whole("--layers: hidden", 1, 65_536)(size) }),
      ...wrapped,
    };
  });
}

function place(
  into: Record<string, unknown>,
  [first = "", ...rest]: readonly string[],
  value: unknown,
): void {
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  const inner = { ...(into[first] as Record<string, unknown> | undefined) };
  place(inner, rest, value);
  into[first] = inner;
}

/** The lab names the field that is wrong; who types options knows them by their flags. */
function inTermsOfOptions<T>(make: () => T, given: Given): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    const message = error.message.replace(/^layers\[\d+\]/, "layers");
    const option = experimentOptions.find(({ path }) => path !== undefined && message.startsWith(path));
    if (!option?.path) throw error;
    const flag =
      option.path === "chain" && given.chain === undefined ? "--clip and --lr" : flagOf(option).flag;
    throw new BadInput(flag + message.slice(option.path.length), { cause: error });
  }
}

/** "lstm 64", "2 x gru 32", "lstm 64, dense-tanh 32". */
export function networkName({ layers }: Experiment): string {
  const names = layers.map(({ cell, hidden, wrap }) =>
    [cell, hidden, wrap].filter((part) => part !== undefined).join(" "),
  );
  const isOne = new Set(names).size === 1 && names.length > 1;
  return isOne ? `${names.length} x ${names[0]}` : names.join(", ");
}
