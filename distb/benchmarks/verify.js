import { compile } from "../src/engine/index.js";
import { norm, parseChain } from "../src/optim/index.js";
import { distance, isSame, pass } from "./compare.js";
import { chainText, trainer } from "./step.js";
import { shortened } from "./subject.js";
import { trainingWork } from "./work.js";
/**
 * The largest relative distance that float32 explains. At the standard shapes right results are within a few 1e-6 of
 * each other; one recurrent weight of an LSTM that is left out is far beyond it.
 */
export const tolerance = 1e-4;
/** What the interpreter may take: about two seconds. */
const INTERPRETED = 1e9;
/** Steps that the interpreter is asked for at most. */
const STEPS = 10;
export async function interpreted(of) {
    const { network, shape, params } = of;
    const batch = firstSteps(of);
    const engine = await compile(network, { T: batch.T, B: shape.B }, { backend: "interp" });
    try {
        return pass(engine, params, batch);
    }
    finally {
        engine.dispose();
    }
}
/** What the interpreter can be asked for: as many first steps as it has time for. */
function firstSteps(of) {
    const work = trainingWork(of.network, { ...of.shape, T: 1 });
    return shortened(of, Math.min(STEPS, INTERPRETED / work));
}
/** Verifies the very engine that will be timed: at its own sizes, in the code that will run. */
export function verify(engine, of, { interpreter, other, same }) {
    const { params, batch } = of;
    const short = pass(engine, params, firstSteps(of));
    const long = pass(engine, params, batch);
    if (!isSame(long, pass(engine, params, batch)))
        return refused("a second run has other bits");
    if (same && !isSame(long, same))
        return refused("the number of threads changes bits");
    const found = [
        { from: "the interpreter", ...distance(short, interpreter, engine.parameters) },
        ...(other ? [{ from: "another backend", ...distance(long, other, engine.parameters) }] : []),
        { from: "the optimiser in float64", ...updateDistance(engine, of, long) },
    ];
    const wrong = found.find(({ relative }) => !(relative <= tolerance));
    if (wrong)
        return refused(`${wrong.name} is ${wrong.relative.toExponential(1)} off ${wrong.from}`);
    return { verified: true, distance: Math.max(...found.map(({ relative }) => relative)) };
}
function refused(reason) {
    return { verified: false, reason };
}
/** How far one whole training step moves the parameters from where the optimiser, in float64, moves them. */
function updateDistance(engine, { params, batch }, { loss, grads }) {
    const told = trainer(engine, params, batch)();
    const expected = Float64Array.from(params);
    parseChain(chainText).init(expected).update(grads.slice(), expected, 0);
    const moved = expected.map((v, i) => v - (params[i] ?? Number.NaN));
    const error = expected.map((v, i) => v - (engine.params[i] ?? Number.NaN));
    return { name: "the updated parameters", relative: told === loss ? norm(error) / norm(moved) : Number.NaN };
}
