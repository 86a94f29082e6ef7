import { stream } from "../rng/index.js";
import { refuse } from "./input.js";
import { takeRows } from "./rows.js";
/** Bytes of a fixed set, which stays in memory whole. */
const LARGEST_SET = 4e9;
/**
 * The training batch of every step, counted from 0. A function of seed and step alone: any step's batch can be made
 * again, in any order.
 *
 * A fixed set is drawn with one call, so a task that draws one length a batch has one length in the whole set. Its
 * epochs follow each other without a gap: a batch may end one and begin the next.
 *
 * @throws BadInput for a fixed set that would not fit into memory
 */
export function trainingData({ seed, batch, data }, task) {
    const source = stream(seed, "data");
    if (data === "fresh")
        return (step) => task.sample(source.split(step), batch);
    const positions = task.readout === "every" ? task.steps : 1;
    const bytes = 8 * data * (task.steps * task.input + positions * (task.output + 1));
    if (bytes > LARGEST_SET)
        refuse(`A fixed training set takes at most ${LARGEST_SET / 1e9} GB, but ${data} sequences of ${task.steps} steps take ` +
            `${(bytes / 1e9).toPrecision(3)} GB; lower data or the task's length, or use data "fresh".`);
    const set = task.sample(source.split("set"), data);
    const row = shuffledEpochs(source, data);
    return (step) => takeRows(set, Int32Array.from({ length: batch }, (_, i) => row(step * batch + i)));
}
/** The i-th of endless visits to n rows, every row once an epoch. */
function shuffledEpochs(source, n) {
    let epoch = -1;
    let order = new Int32Array(n);
    return (i) => {
        if (Math.floor(i / n) !== epoch) {
            epoch = Math.floor(i / n);
            order = permutation(source.split("epoch", epoch), n);
        }
        return order[i % n] ?? 0;
    };
}
/** Fisher & Yates. */
function permutation(source, n) {
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
        const j = source.int(i + 1);
        [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
    }
    return order;
}
