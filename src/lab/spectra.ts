import type { Engine } from "../engine/index.js";
import { multipliers, type Network, type Parameter } from "../ir/index.js";
import { type ParameterSpectrum, spectrumOf } from "../probe/index.js";
import { paramInfos } from "./roles.js";

/**
 * The spectra of an engine's recurrent matrices: one a gate for a gated cell, of a recurrent vector that of the diagonal
 * matrix it stands for. They are of the matrices that the step multiplies by: of one that is made of parameters, such as
 * an orthogonal one, as the last forward pass made it, if the cell names it; never of what it is made of. A recurrent
 * matrix that is not square, as in a low-rank product, has none.
 */
export async function spectraOf(engine: Engine): Promise<ParameterSpectrum[]> {
  const made: ParameterSpectrum[] = [];
  for (const { name, values, rows, cols } of recurrences(engine))
    made.push({ parameter: name, ...(await spectrumOf(values, rows, cols)) });
  return made;
}

interface Matrix {
  readonly name: string;
  readonly values: ArrayLike<number>;
  readonly rows: number;
  readonly cols: number;
}

function recurrences(engine: Engine): Matrix[] {
  const { network, parameters, params } = engine;
  const infos = paramInfos(network);
  const isHidden = (p: Parameter) =>
    p.shape.length === 2 && !multipliersOf(network, p.layer).some(({ name }) => name === p.local);
  const plain = parameters.flatMap((p, i): Matrix[] => {
    const { name, rows, cols, offset, size, shape } = p;
    if (infos[i]?.role !== "recurrent" || (shape.length === 2 && rows !== cols) || isHidden(p)) return [];
    return [{ name, rows, cols, values: params.subarray(offset, offset + size) }];
  });
  const derived = network.layers.flatMap(({ dims }, l) => {
    const values = engine.derived(l);
    return multipliersOf(network, l).flatMap(({ name, role, shape, isParameter }): Matrix[] => {
      const [rows = 0, cols = 0] = shape.map((d) => dims[d]);
      if (isParameter || role !== "recurrent" || rows !== cols) return [];
      return [{ name: `${l}.${name}`, rows, cols, values: values[name] ?? [] }];
    });
  });
  return [...plain, ...derived];
}

function multipliersOf({ layers }: Network, layer: Parameter["layer"]) {
  const cell = layer === "readout" ? undefined : layers[layer]?.cell;
  return cell ? multipliers(cell) : [];
}
