import { cells as catalogue, readouts } from "../cells/index.js";
import { type Cell, EquationError, type Layer, type Network, parameters, resolve } from "../ir/index.js";
import { parseWrappers } from "../wrap/index.js";
import type { Experiment } from "./experiment.js";
import { orRefuse, refuse, suggest } from "./input.js";
import type { Task } from "./task.js";

/**
 * The network of an experiment: its layers under the readout that the task asks for. `own` cells are found before
 * those of the catalogue.
 *
 * @throws BadInput for an unknown cell or dimension, or a dimension without a size
 */
export function network(
  experiment: Experiment,
  task: Task,
  own: Readonly<Record<string, Cell>> = {},
): Network {
  const layers = stack(experiment, task.input, own);
  const readout = { cell: readouts[task.loss], on: task.readout, size: task.output };
  const made: Network = { input: task.input, layers, readout };
  orRefuse(() => [resolve(made), parameters(made)], EquationError);
  return made;
}

/** The layers of an experiment over an input of this width, with their cells. Errors as `network`, but for missing sizes. */
export function stack(
  { layers }: Experiment,
  input: number,
  own: Readonly<Record<string, Cell>> = {},
): Layer[] {
  const known = { ...catalogue, ...own };
  let X = input;
  return layers.map(({ cell: name, hidden, dims: further = {}, wrap = "" }, i): Layer => {
    const bare = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!bare)
      return refuse(`There is no cell "${name}" (layers[${i}]); ${suggest(name, Object.keys(known))}.`);
    checkCell(bare, further, i);
    const dims: Readonly<Record<string, number>> = { H: hidden, ...further };
    const cell = orRefuse(
      () => parseWrappers(wrap).reduce((inner, wrapper) => wrapper.wrap(inner, { ...dims, X }), bare),
      EquationError,
    );
    X = dims[cell.values[cell.output]?.shape[0] ?? "H"] ?? hidden;
    return { cell, dims };
  });
}

function checkCell(cell: Cell, dims: Readonly<Record<string, number>>, i: number): void {
  const extra = Object.entries(cell.inputs)
    .slice(1)
    .find(([, { noise }]) => !noise);
  if (extra)
    refuse(
      `layers[${i}]: an experiment gives a cell its sequence and noise alone, but "${cell.name}" also reads "${extra[0]}"; declare it as noise, or compile the network and feed the engine yourself.`,
    );
  const declared = [cell.inputs, cell.states, cell.params].flatMap((group) => Object.values(group));
  const names = [...new Set(declared.flatMap(({ shape }) => shape))].filter((d) => d !== "X");
  for (const d of Object.keys(dims))
    if (!names.includes(d))
      refuse(
        `layers[${i}].dims: the cell "${cell.name}" has no dimension "${d}" to size; ${suggest(d, names)}.`,
      );
}
