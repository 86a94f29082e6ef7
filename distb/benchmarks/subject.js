import { initialParameters, network, parseExperiment } from "../src/lab/index.js";
import { stream } from "../src/rng/index.js";
import { makeTask } from "../tasks/index.js";
const SEED = 1;
/**
 * Made as a run with the default options makes it. All numbers are rounded to float32, so that every engine and every
 * library is given the same ones.
 */
export function subject(cell, shape) {
    const { T, B, H } = shape;
    const task = makeTask("adding", { T });
    const experiment = parseExperiment({
        task: { ...task.options, name: task.name },
        layers: [{ cell, hidden: H }],
        batch: B,
        seed: SEED,
    });
    const net = network(experiment, task);
    const { x, target } = task.sample(stream(SEED, "data").split(0), B);
    return {
        cell,
        shape,
        network: net,
        task,
        params: initialParameters(experiment, task, net).values.map(Math.fround),
        // The adding problem has one output, scored once: the mean over the batch is the mean squared error.
        batch: {
            T,
            x: x.map(Math.fround),
            target: target.map(Math.fround),
            weight: new Float64Array(B).fill(1 / B),
        },
    };
}
/** The first steps of the same sequences, with the same targets: as much work as is asked for, and at least two steps. */
export function shortened({ network, batch, shape: { B } }, steps) {
    const T = Math.min(batch.T, Math.max(2, Math.floor(steps)));
    return { ...batch, T, x: Array.from(batch.x).slice(0, T * B * network.input) };
}
