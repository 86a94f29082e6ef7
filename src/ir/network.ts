import type { Cell } from "./cell.js";
import { EquationError } from "./error.js";
import type { Expr, Shape } from "./expr.js";

/** One layer: a cell and the sizes of its dimensions other than X, which is what the layer below gives. */
export interface Layer {
  readonly cell: Cell;
  readonly dims: Readonly<Record<string, number>>;
}

/**
 * A stack of layers under a readout. The readout is a stateless cell too: inputs x, target, weight; values
 * `y` (what is scored) and `loss` (weight · loss of one example at one step).
 */
export interface Network {
  /** Length of the input vectors. */
  readonly input: number;
  readonly layers: readonly Layer[];
  readonly readout: { readonly cell: Cell; readonly on: "last" | "every"; readonly size: number };
}

/** A parameter of a network and its place in the flat array of all parameters, dense and row-major. */
export interface Parameter {
  /** Unique, e.g. "0.Wi" or "readout.V". */
  readonly name: string;
  readonly layer: number | "readout";
  readonly local: string;
  readonly shape: Shape;
  /** Rows and columns; a vector of n is n × 1, a scalar 1 × 1. */
  readonly rows: number;
  readonly cols: number;
  readonly offset: number;
  readonly size: number;
  readonly start?: number;
  readonly from?: Expr;
  readonly drawn?: string;
}

/** All layers of a network with the sizes of their dimensions; the readout is the last. */
export function resolve(
  network: Network,
): { name: number | "readout"; cell: Cell; dims: Record<string, number> }[] {
  let width = network.input;
  const layers = network.layers.map(({ cell, dims }, name) => {
    const sizes: Record<string, number> = { ...dims, X: width };
    const [d] = outputShape(cell);
    width =
      sizes[d] ??
      refuse(
        `layer ${name}: no size is given for the dimension "${d}" of cell "${cell.name}"; give dims: { ${d}: ... }`,
      );
    return { name, cell, dims: sizes };
  });
  const readout = {
    name: "readout" as const,
    cell: network.readout.cell,
    dims: { X: width, Y: network.readout.size },
  };
  return [...layers, readout];
}

function outputShape(cell: Cell): [string] {
  const d = cell.values[cell.output]?.shape[0];
  return d === undefined
    ? refuse(`the output of cell "${cell.name}" is a scalar; a layer gives a vector`)
    : [d];
}

/** The parameters of a network in their order in the flat array. */
export function parameters(network: Network): Parameter[] {
  let offset = 0;
  return resolve(network).flatMap(({ name, cell, dims }) =>
    Object.entries(cell.params).map(([local, { shape, start, from, drawn }]): Parameter => {
      const length = (i: number): number => {
        const d = shape[i];
        return d === undefined
          ? 1
          : (dims[d] ??
              refuse(`layer ${name}: no size is given for the dimension "${d}" of cell "${cell.name}"`));
      };
      const [rows, cols] = [length(0), length(1)];
      const at = offset;
      offset += rows * cols;
      return {
        name: `${name}.${local}`,
        layer: name,
        local,
        shape,
        rows,
        cols,
        offset: at,
        size: rows * cols,
        ...(start !== undefined && { start }),
        ...(from && { from }),
        ...(drawn !== undefined && { drawn }),
      };
    }),
  );
}

function refuse(why: string): never {
  throw new EquationError(why);
}
