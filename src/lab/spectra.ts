import type { Engine } from "../engine/index.js";
import { type ParameterSpectrum, spectrumOf } from "../probe/index.js";
import { paramInfos } from "./roles.js";

/**
 * The spectra of an engine's recurrent matrices as they are now: one a gate for a gated cell, of a recurrent vector
 * that of the diagonal matrix it stands for. A recurrent matrix that is not square, as in a low-rank product, has none.
 */
export async function spectraOf({ network, parameters, params }: Engine): Promise<ParameterSpectrum[]> {
  const infos = paramInfos(network);
  const made: ParameterSpectrum[] = [];
  for (const [i, { name, rows, cols, offset, size, shape }] of parameters.entries()) {
    if (infos[i]?.role !== "recurrent" || (shape.length === 2 && rows !== cols)) continue;
    const values = params.subarray(offset, offset + size);
    made.push({ parameter: name, ...(await spectrumOf(values, rows, cols)) });
  }
  return made;
}
