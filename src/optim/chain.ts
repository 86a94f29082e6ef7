import { interpretUpdate, type Updater } from "../interp/index.js";
import type { Update } from "../ir/index.js";
import { auditClips, type ClipAudit } from "./audit.js";
import { compose } from "./compose.js";
import { drive } from "./drive.js";
import type { Layout, Link, LinkDescription, Real } from "./link.js";

/** Links in the order in which a gradient passes them. A description: frozen, no state. */
export interface Chain {
  /** The links' printed forms in order, e.g. ["clip-norm 1", "adam lr 0.005"]. */
  readonly names: readonly string[];
  /** The links as plain data in order: what `buildChain` reads. */
  readonly description: readonly LinkDescription[];
  /** The whole chain as equations of one element: what generated code is made from. */
  readonly update: Update;
  /**
   * A fresh state for these parameters. Without a layout they are one tensor. With an updater, code made from
   * `update`, it works on that one's arrays and in their precision; numbers and norms are computed in float64. Without
   * one the equations are interpreted in float64, and the state is kept in the parameters' type.
   * An updater serves one state at a time: the last that was made.
   * Throws RangeError for a layout that reaches past the parameters or leaves some out.
   */
  init(params: Real, layout?: Layout, updater?: Updater): ChainState;
}

/** A chain at work on one set of parameters. */
export interface ChainState {
  /**
   * One optimisation step, both arrays in place: the gradient becomes the update, and the parameters move against
   * it. `step` counts the updates done before this one. A gradient that is not finite is not held back: look at
   * `gradientNorm`. Throws RangeError for arrays of another length than at the start.
   */
  update(grad: Real, params: Real, step: number): UpdateReport;
  /** The L2 norm of a gradient, as `update` reports it. */
  norm(grad: Real): number;
  /**
   * Takes in the loss of an evaluation, for links that depend on it. To resume, tell a fresh state the past ones in their
   * order: what links make of them is not in `state`.
   */
  evaluated(loss: number): void;
  /** Whether every parameter is finite; in doubt, false: it asks whether their norm is. */
  isFinite(params: Real): boolean;
  /** How far clip links turn a gradient: see `auditClips`. Changes nothing. */
  audit(grad: Real, params: Real, step: number): ClipAudit | undefined;
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
  const composed = compose(links);
  return Object.freeze({
    names: Object.freeze(links.map((link) => link.name)),
    description: Object.freeze(links.map((link) => link.description)),
    update: composed.update,
    init: (
      params: Real,
      layout: Layout = [{ name: "all", offset: 0, size: params.length }],
      updater?: Updater,
    ) => {
      checkLayout(layout, params.length);
      const made = updater ?? interpretUpdate(composed.update, layout, params);
      return {
        ...drive(composed, layout, params, made),
        audit: (grad: Real, at: Real, step: number) => auditClips(links, layout, grad, at, step),
      };
    },
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

function checkLayout(layout: Layout, length: number): void {
  const beyond = layout.find(({ offset, size }) => offset < 0 || offset + size > length);
  if (beyond) throw new RangeError(`"${beyond.name}" of the layout reaches past the ${length} parameters.`);
  let next = 0;
  for (const { name, offset, size } of [...layout, { name: "the end", offset: length, size: 0 }]) {
    if (offset !== next)
      throw new RangeError(
        `A layout gives its tensors one after another, without gaps; after ${next} parameters comes "${name}", which begins at ${offset}.`,
      );
    next += size;
  }
}
