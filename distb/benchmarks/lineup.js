import { compile } from "../src/engine/index.js";
import { pass } from "./compare.js";
import { interpreted, verify } from "./verify.js";
import { trainingWork } from "./work.js";
/** Floating-point operations a step beyond which the interpreter takes seconds. */
const INTERPRETED = 1e8;
/** Makes the engines that are wanted and verifies each. The caller disposes of them. */
export async function lineup(of, wanted) {
    const made = [];
    for (const [backend, threads, isWanted] of choices(of, wanted)) {
        const engine = await make(of, backend, threads, wanted.notice);
        if (engine)
            made.push({ engine, threads, isWanted });
    }
    const passes = new Map();
    for (const { engine } of made)
        if (engine.backend !== "interp" && !passes.has(engine.backend))
            passes.set(engine.backend, pass(engine, of.params, of.batch));
    const interpreter = await interpreted(of);
    const judged = made.map(({ engine, threads, isWanted }) => {
        const same = passes.get(engine.backend);
        const [, other] = [...passes].find(([backend]) => backend !== engine.backend) ?? [];
        const witnesses = { interpreter, ...(same && { same }), ...(other && { other }) };
        return { engine, threads, isWanted, verdict: verify(engine, of, witnesses) };
    });
    for (const { engine, isWanted } of judged)
        if (!isWanted)
            engine.dispose();
    return judged.filter(({ isWanted }) => isWanted);
}
/** Those wanted, and of native and wasm also the one that is not, as a witness for the other. */
function choices(of, { backends, threads }) {
    const wants = (backend) => backends.includes(backend);
    const isSmall = trainingWork(of.network, of.shape) <= INTERPRETED;
    return [
        ...(wants("native") ? threads : [1]).map((n) => [
            "native",
            n,
            wants("native"),
        ]),
        ["wasm", 1, wants("wasm")],
        ...(wants("interp") && isSmall ? [["interp", 1, true]] : []),
    ];
}
/** The engine, or nothing where this machine cannot have it. */
async function make(of, backend, threads, notice) {
    const { network, shape } = of;
    try {
        return await compile(network, shape, { backend, threads, notice });
    }
    catch (e) {
        if (!(e instanceof Error) || (e.name !== "NoCompiler" && !(e instanceof RangeError)))
            throw e;
        notice(`${of.cell}, ${backend}: left out: ${e.message}`);
        return undefined;
    }
}
