import { interpretUpdate } from "../interp/index.js";
import { compose } from "./compose.js";
import { drive } from "./drive.js";
import type { Layout, Link, Real } from "./link.js";
import { norm } from "./norm.js";

/** What the clip links before the optimiser do to one gradient. */
export interface ClipAudit {
  /** Factor on the norm. */
  readonly scale: number;
  /** Cosine of the angle by which the gradient turns; the least, of several links. 1 where nothing was clipped. */
  readonly cosine: number;
}

/**
 * Has one gradient pass the links before the optimiser, in float64 and by their own equations, and compares what arrives
 * at each clip with what leaves it. Changes nothing. Undefined where no clip there can turn a gradient (one by the norm of
 * the whole cannot), and for a gradient of zero or one that is not finite, which have no direction. Cost: some passes over
 * the parameters, 6 ms for 67 000.
 *
 * @param step updates done before
 */
export function auditClips(
  links: readonly Link[],
  layout: Layout,
  grad: Real,
  params: Real,
  step: number,
): ClipAudit | undefined {
  const before = links.slice(
    0,
    links.findIndex(({ kind }) => kind === "optimiser"),
  );
  if (!before.some(({ turns }) => turns)) return undefined;
  const at = Float64Array.from(params);
  const passing = Float64Array.from(grad);
  let [scale, cosine] = [1, 1];
  for (const link of before) {
    const arriving = passing.slice();
    const composed = compose([link]);
    const updater = interpretUpdate(composed.update, layout, at);
    drive(composed, layout, at, updater).update(passing, at.slice(), step);
    if (link.kind !== "clip") continue;
    const [a, b] = [norm(arriving), norm(passing)];
    scale *= b / a;
    cosine = Math.min(cosine, inner(arriving, a, passing, b));
  }
  return Number.isNaN(scale * cosine) ? undefined : { scale, cosine };
}

/** Inner product of a / |a| and b / |b|: neither overflows nor underflows where the lengths do not. */
function inner(a: Float64Array, ofA: number, b: Float64Array, ofB: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) / ofA) * ((b[i] ?? 0) / ofB);
  return sum;
}
