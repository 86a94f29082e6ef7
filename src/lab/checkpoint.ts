import type { Parameter } from "../ir/index.js";
import type { Real } from "../optim/index.js";
import { refuse } from "./input.js";
import type { RunRecord } from "./record.js";

/** All that the steps to come depend on besides the experiment, after so many updates. */
export interface Checkpoint {
  /** Updates done. */
  readonly step: number;
  /** Flat, in the layout of `parameters`. */
  readonly params: Real;
  /** Every array of the optimiser chain's state, in its order. */
  readonly optimiser: readonly Real[];
  /** With patience, the parameters of the best evaluation so far, as long as they are not restored. */
  readonly best?: Real;
  /** Running averages of the cells' statistics, where they have any; then those of the best parameters, as long as these are kept. */
  readonly statistics?: readonly Real[];
}

/** The state of a run at work: views of its memory, valid until the call returns. */
export interface LiveCheckpoint extends Checkpoint {
  readonly parameters: readonly Parameter[];
  /** Whether the run ends here. */
  readonly isLast: boolean;
  /** The step whose parameters these are, where they were restored at the end. */
  readonly restoredFrom?: number;
}

/** Where a run goes on: a checkpoint, and the records that the run had made when it was taken, `start` left out or not. */
export interface Past {
  readonly checkpoint: Checkpoint;
  readonly records: Iterable<RunRecord>;
}

/**
 * Copies a checkpoint into the parameters, the optimiser's arrays and the running averages of statistics.
 *
 * @throws BadInput when it is of another network or another chain
 */
export function restore(
  from: Checkpoint,
  params: Real,
  optimiser: readonly Real[],
  statistics: Real = new Float64Array(0),
): void {
  const given = [from.params, ...from.optimiser, ...(from.statistics ?? []).slice(0, 1)];
  const wanted = [params, ...optimiser, ...(statistics.length > 0 ? [statistics] : [])];
  const lengths = (arrays: readonly Real[]) => arrays.map(({ length }) => length).join(", ");
  if (lengths(given) !== lengths(wanted) || (from.best && from.best.length !== params.length))
    refuse(
      `A run goes on from parameters and optimiser arrays of its own lengths, ${lengths(wanted)}, ` +
        `but the checkpoint has ${lengths(given)}; give a checkpoint of this experiment.`,
    );
  wanted.forEach((array, i) => {
    array.set(given[i] ?? []);
  });
}
