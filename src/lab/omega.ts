import { derive, omega } from "../diff/index.js";
import type { Engine, Omega } from "../engine/index.js";
import { EquationError, type Network } from "../ir/index.js";
import type { Experiment } from "./experiment.js";
import { orRefuse, refuse } from "./input.js";

/** A weight of 0 asks for nothing: such a run has the bits of one without. */
export const isRegularised = ({ omega = 0 }: Pick<Experiment, "omega">): boolean => omega > 0;

/** @throws BadInput for a network on which Ω says nothing, or has nothing to move */
export function checkOmega({ layers }: Network): void {
  const recurrent = layers.filter(({ cell }) => Object.keys(cell.states).length > 0);
  const moves = ({ cell }: (typeof layers)[number]) =>
    Object.keys(orRefuse(() => derive(omega(cell)), EquationError).adjoint.params).length > 0;
  if (recurrent.filter(moves).length > 0) return;
  const names = layers.map(({ cell }) => `"${cell.name}"`).join(", ");
  refuse(
    `omega moves the parameters by which a state is multiplied on its way through time, e.g. U of a simple recurrence, ` +
      `and ${names} has none; use another cell, e.g. "rnn" or "lstm", or leave omega out.`,
  );
}

/**
 * Ω of a batch: of each layer the mean over steps and examples that a gradient reached, added up over layers. Adds
 * weight · dΩ/dparams to `grads`.
 *
 * Source    Pascanu, Mikolov & Bengio 2013, eq. 9; the mean, instead of a sum over time, is that of the authors' code,
 *           which leaves out steps with ‖d‖² < 1e-20: here those with d = 0.
 */
export function addOmega(
  { parameters, grads, omegaGrads }: Engine,
  totals: readonly (Omega | undefined)[],
  weight: number,
): number {
  if (!omegaGrads) throw new Error("the engine was compiled without omega");
  for (const { layer, offset, size } of parameters) {
    const { counted = 0 } = (typeof layer === "number" && totals[layer]) || {};
    if (counted === 0) continue;
    for (let i = offset; i < offset + size; i++)
      grads[i] = (grads[i] ?? Number.NaN) + (weight * (omegaGrads[i] ?? Number.NaN)) / counted;
  }
  return totals.reduce((mean, of) => mean + (of && of.counted !== 0 ? of.sum / of.counted : 0), 0);
}
