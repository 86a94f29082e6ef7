import type { Engine, RawProfile } from "../engine/index.js";
import { fitDecay } from "./decay.js";
import type { Profile, StateProfile } from "./profile.js";

/**
 * A profile as the engine measured it, with the cell's name and the decay of every state: states in the order of
 * the layers, without delay lines: a state that only holds what another was a step before is one of the vector of all.
 * T is the length of the curves, 0 for a network without states.
 */
export function profileOf(raw: RawProfile, network: Engine["network"]): Profile {
  const states = raw.flatMap((curves, layer) =>
    Object.entries(curves).flatMap(([state, curve]): StateProfile[] => {
      const cell = network.layers[layer]?.cell;
      if (cell?.values[state]?.role === "state") return [];
      const log10 = Array.from(curve);
      return [{ layer, cell: cell?.name ?? "unknown", state, log10, decay: fitDecay(log10) }];
    }),
  );
  return { T: states[0]?.log10.length ?? 0, states };
}
