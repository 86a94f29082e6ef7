import { derive, omega } from "../diff/index.js";
import { constant, substitution } from "../ir/index.js";
import { type Back, type Context, type Level, once, sections, value } from "./context.js";
import type { Root } from "./graph.js";
import type { Section } from "./instruction.js";
import { lookups } from "./layer.js";
import { atStep, type Buffer, type Ref } from "./memory.js";
import { planWeights } from "./weights.js";

/** As those of the passes; `omega` comes after `backward`. */
export type OmegaPhase = "omegaClear" | "omega" | "omegaFinish";

/** What Ω of one layer leaves: one number for every step and row. */
export interface OmegaMemory {
  readonly omega: Buffer;
  readonly counted: Buffer;
}

export interface PlannedOmega {
  readonly memory: OmegaMemory;
  /** Gradients of derived values, summed like those of parameters. */
  readonly derivedGradients: readonly Buffer[];
  /** After the way back, of all steps at once: value and gradient. */
  run(): Back;
}

/**
 * Ω of one layer, as a level of its own over the same parameters. It computes forward values again, because the way
 * back writes over those that were saved; nothing is carried, so every product is one over T·B rows.
 *
 * @param slots where the inputs of the Ω cell live
 */
export function planOmega(context: Context, of: Level, slots: ReadonlyMap<string, Ref>): PlannedOmega {
  const { arena, sizes } = context;
  const level: Level = { ...of, cell: omega(of.cell) };
  const d = derive(level.cell);
  const name = `${of.name}.omega`;
  const memory = {
    omega: arena.take(name, 1, sizes.B, sizes.T),
    counted: arena.take(`${name}.counted`, 1, sizes.B, sizes.T),
  };
  const weights = planWeights(context, level, d, context.omegaGrads);
  // Forward and adjoint are one graph here, so that nothing is saved for later; Ω is a sum, each term's cotangent is 1.
  const seen = substitution((e) => {
    if (e.role === "cotangent") return constant(1);
    return e.role === "saved" ? value(d.step, e.name ?? "") : e;
  });
  const roots = Object.entries(memory).map(
    ([n, buffer]): Root => ({ name: n, value: value(d.step, n), to: atStep(buffer) }),
  );
  return {
    memory,
    derivedGradients: weights.derivedGradients,
    run: () => {
      const made = context.schedule(
        {
          ...lookups(level, weights, slots),
          name,
          names: d.names,
          carried: new Set(),
          lastOnly: false,
          roots,
          gradients: weights.gradients(seen),
        },
        level.dims,
      );
      return {
        sections: [...weights.forward, ...sections(name, made, "all")],
        clear: made.clear,
        finish: [{ name: `${name}.gradients`, over: "once", instructions: made.finish }, ...weights.pullBack],
      };
    },
  };
}

/** Ω of all layers: gradients are summed between `omegaClear` and `omegaFinish`. */
export function omegaPhases(
  { omegaGrads }: Context,
  layers: readonly (PlannedOmega & Back)[],
): Record<OmegaPhase, readonly Section[]> {
  const summed = [omegaGrads, ...layers.flatMap((l) => l.derivedGradients)];
  const clear = layers.flatMap((l) => l.clear);
  return {
    omegaClear: [once("omega.sums", clear)],
    omega: layers.flatMap((l) => l.sections),
    omegaFinish: [
      once(
        "omega.gradients",
        summed.map((buffer) => ({ kind: "zero", buffer })),
      ),
      ...layers.flatMap((l) => l.finish),
    ],
  };
}
