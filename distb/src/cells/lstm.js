import { add, cell, dot, mat, mul, sigmoid, tanh, vec } from "../ir/index.js";
/**
 * Long short-term memory with a forget gate.
 *
 * Source    Gers, Schmidhuber & Cummins 2000, "Learning to Forget".
 * Deviates  no peepholes.
 * Shapes    x [X] · h, c [H] · W* [H, X] · U* [H, H] · b* [H]     (the engine adds batch and time)
 * Gradient  dc/dc' = diag(f): the cell path neither shrinks nor grows while f stays at 1.
 * Init      bf = 1 so that the path starts open (Jozefowicz et al. 2015); chrono does better for a known lag.
 */
export const lstm = cell({
    name: "lstm",
    title: "long short-term memory with a forget gate",
    cite: "gers2000",
    input: { x: vec("X") },
    state: { h: vec("H"), c: vec("H") },
    output: "h",
    // biome-ignore format: one gate a line
    params: {
        Wi: mat("H", "X"), Ui: mat("H", "H"), bi: vec("H"),
        Wf: mat("H", "X"), Uf: mat("H", "H"), bf: vec("H", 1),
        Wg: mat("H", "X"), Ug: mat("H", "H"), bg: vec("H"),
        Wo: mat("H", "X"), Uo: mat("H", "H"), bo: vec("H"),
    },
    memory: { keep: "bf", write: "bi" },
    step({ x, h, c, Wi, Ui, bi, Wf, Uf, bf, Wg, Ug, bg, Wo, Uo, bo }) {
        const i = sigmoid(add(dot(Wi, x), dot(Ui, h), bi)); // write
        const f = sigmoid(add(dot(Wf, x), dot(Uf, h), bf)); // keep
        const g = tanh(add(dot(Wg, x), dot(Ug, h), bg)); //    candidate
        const o = sigmoid(add(dot(Wo, x), dot(Uo, h), bo)); // show
        const cNext = add(mul(f, c), mul(i, g));
        return { h: mul(o, tanh(cNext)), c: cNext, i, f, g, o };
    },
});
