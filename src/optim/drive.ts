import type { Updater } from "../interp/index.js";
import type { ChainState } from "./chain.js";
import type { Composed, Part } from "./compose.js";
import type { Layout, Moment, Norms, Real } from "./link.js";
import { norms } from "./norm.js";

/** A chain at work: measures, computes the numbers of the step in float64, and has every element moved. */
export function drive(
  { parts }: Composed,
  layout: Layout,
  own: Real,
  updater: Updater,
): Omit<ChainState, "audit"> {
  const measure = (k: number, grad: Real, params: Real): Norms =>
    norms((scale) => updater.measure(k, scale, grad, params));
  const give = parts.map((part) => giver(part, layout, updater));
  for (const array of updater.state) array.fill(0);
  const watches = parts.map(({ link }) => link.watch?.());
  const clips = parts.filter(({ link }) => link.scale);
  return {
    state: updater.state,
    norm: (grad) => measure(0, grad, own).norm,
    evaluated: (loss) => {
      for (const watch of watches) watch?.evaluated(loss);
    },
    isFinite: (params) => Number.isFinite(measure(1, params, params).norm),
    update(grad, params, step) {
      const { length } = own;
      if (grad.length !== length || params.length !== length)
        throw new RangeError(
          `${length} parameters, but ${params.length} given and ${grad.length} gradients.`,
        );
      const known = new Map<number, Norms>();
      const sizeOf = (k = 0): Norms => {
        const size = known.get(k) ?? measure(k, grad, params);
        known.set(k, size);
        return size;
      };
      let clipScale = 1;
      for (const [i, part] of parts.entries()) {
        const at: Moment = {
          step,
          factor: watches[i]?.factor ?? 1,
          get before() {
            return sizeOf(part.before);
          },
          get after() {
            return sizeOf(part.after);
          },
        };
        give[i]?.(at);
        clipScale *= part.link.scale?.(at) ?? 1;
      }
      const gradientNorm = sizeOf().norm;
      updater.move(grad, params);
      return clips.length === 0 ? { gradientNorm } : { gradientNorm, clipScale };
    },
  };
}

/** Gives the updater the numbers of a step; those of tensors only when they change, since each fills an array. */
function giver(
  { link, numbers, tensorNumbers }: Part,
  layout: Layout,
  updater: Updater,
): (at: Moment) => void {
  const given = layout.map((): Record<string, number> => ({}));
  return (at) => {
    for (const [name, value] of Object.entries(link.numbers(at)))
      updater.set(numbers.get(name) ?? name, value);
    if (tensorNumbers.size === 0) return;
    for (const [i, tensor] of layout.entries()) {
      const last = given[i] ?? {};
      for (const [name, value] of Object.entries(link.tensorNumbers(at, tensor, i))) {
        if (last[name] !== value) updater.fill(tensorNumbers.get(name) ?? name, i, value);
        last[name] = value;
      }
    }
  };
}
