import type { Layout, Link, LinkDescription, Real } from "./link.js";
import { norm } from "./norm.js";

/** Links in the order in which a gradient passes them. A description: frozen, no state. */
export interface Chain {
  /** The links' printed forms in order, e.g. ["clip-norm 1", "adam lr 0.005"]. */
  readonly names: readonly string[];
  /** The links as plain data in order: what `buildChain` reads. */
  readonly description: readonly LinkDescription[];
  /**
   * A fresh state for these parameters. Without a layout they are one tensor.
   * Throws RangeError for a layout that reaches past the parameters.
   */
  init(params: Real, layout?: Layout): ChainState;
}

/** A chain at work on one set of parameters. */
export interface ChainState {
  /**
   * One optimisation step, both arrays in place: the gradient becomes the update, and the parameters move against
   * it. `step` counts the updates done before this one. A gradient that is not finite is not held back: look at
   * `gradientNorm`. Throws RangeError for arrays of another length than at the start.
   */
  update(grad: Real, params: Real, step: number): UpdateReport;
  /** Every link's state in order; copy out for a checkpoint, copy back in to resume. */
  readonly state: readonly Real[];
}

export interface UpdateReport {
  /** L2 norm of the gradient before the chain, summed in float64. */
  readonly gradientNorm: number;
  /** Factor by which the clip links changed the norm; 1 when they did nothing, absent without a clip link. */
  readonly clipScale?: number;
}

/**
 * A chain of links with exactly one optimiser; what acts on gradients stands before it, schedules after it.
 * Throws RangeError that says which link stands wrong.
 */
export function chain(links: readonly Link[]): Chain {
  checkOrder(links);
  return Object.freeze({
    names: Object.freeze(links.map((link) => link.name)),
    description: Object.freeze(links.map((link) => link.description)),
    init: (params: Real, layout: Layout = [{ name: "all", offset: 0, size: params.length }]) =>
      start(links, params, layout),
  });
}

function checkOrder(links: readonly Link[]): void {
  const at = links.findIndex((link) => link.kind === "optimiser");
  const given = links.map((link) => `"${link.name}"`).join(", ") || "no link";
  if (links.filter((link) => link.kind === "optimiser").length !== 1) {
    throw new RangeError(
      `A chain has exactly one optimiser (sgd, rmsprop, adam, adamw); this one is ${given}.`,
    );
  }
  links.forEach((link, i) => {
    if (link.kind === "gradient" && i > at)
      throw new RangeError(
        `"${link.name}" acts on the gradient and must stand before the optimiser; given ${given}.`,
      );
    if (link.kind === "update" && i < at)
      throw new RangeError(
        `"${link.name}" acts on the update and must stand after the optimiser; given ${given}.`,
      );
  });
}

function start(links: readonly Link[], params: Real, layout: Layout): ChainState {
  const beyond = layout.find(({ offset, size }) => offset < 0 || offset + size > params.length);
  if (beyond)
    throw new RangeError(`"${beyond.name}" of the layout reaches past the ${params.length} parameters.`);
  const states = links.map((link) => link.init(params, layout));
  const clips = states.flatMap(({ report }) => (report ? [report] : []));
  return {
    state: states.flatMap(({ state }) => state),
    update(grad, moved, step) {
      if (grad.length !== params.length || moved.length !== params.length) {
        throw new RangeError(
          `${params.length} parameters, but ${moved.length} given and ${grad.length} gradients.`,
        );
      }
      const gradientNorm = norm(grad);
      for (const state of states) state.update(grad, moved, step);
      for (let i = 0; i < moved.length; i++) moved[i] = (moved[i] as number) - (grad[i] as number);
      if (clips.length === 0) return { gradientNorm };
      return { gradientNorm, clipScale: clips.reduce((product, { scale }) => product * scale, 1) };
    },
  };
}
