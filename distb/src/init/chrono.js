import { requireFrom, withGain } from "./initialiser.js";
import { random, uniformOf } from "./random.js";
/**
 * Chrono initialisation of the bias of a gate that keeps memory: log U(1, Tmax − 1), so that the units' time constants
 * are spread evenly up to Tmax steps. Throws RangeError for Tmax < 2.
 *
 * Source  Tallec & Ollivier 2018, "Can recurrent neural networks warp time?", section 2.
 */
export function chronoKeep(Tmax) {
    requireFrom(2, "Tmax", Tmax);
    return random(`chrono Tmax ${Tmax}`, () => {
        const span = uniformOf(1, Tmax - 1);
        return { ...span, draw: (stream) => Math.log(span.draw(stream)), view: Math.exp };
    });
}
/**
 * The bias of the gate that writes: the negative of the keep gate's, unit by unit. Draw it from the stream that the
 * keep gate's bias is drawn from, and it is exactly that. Throws RangeError for Tmax < 2.
 */
export function chronoWrite(Tmax) {
    return Object.freeze({ ...withGain(chronoKeep(Tmax), -1), name: `minus chrono Tmax ${Tmax}` });
}
