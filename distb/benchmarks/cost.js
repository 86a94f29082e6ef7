import { stream } from "../src/rng/index.js";
import { lineup } from "./lineup.js";
import { interleaved, median, timed } from "./rounds.js";
import { shapeName } from "./shape.js";
import { trainer } from "./step.js";
import { subject } from "./subject.js";
/** What making a batch costs. */
export function benchData(options, listen) {
    return shares("data", options, listen, ({ task, shape }) => {
        const source = stream(1, "benchmark");
        let batch = 0;
        return { run: () => task.sample(source.split(batch++), shape.B), share: (step, other) => other / step };
    });
}
/** What recording the profile of every step costs. */
export function benchProbe(options, listen) {
    return shares("probe", options, listen, ({ params, batch }, { engine }) => {
        const step = trainer(engine, params, batch);
        return { run: () => step({ profile: true }), share: (plain, probing) => probing / plain - 1 };
    });
}
async function* shares(what, { cells, shapes, rounds, ...wanted }, listen, otherOf) {
    const pairs = shapes.flatMap((shape) => cells.map((cell) => ({ cell, shape })));
    for (const [i, { cell, shape }] of pairs.entries()) {
        const tell = (part) => listen(`${cell}, ${shapeName(shape)}`, (i + part) / pairs.length);
        if (!(await tell(0)))
            return;
        const of = subject(cell, shape);
        const entries = await lineup(of, wanted);
        try {
            for (const entry of entries) {
                const { engine, verdict } = entry;
                if (!verdict.verified)
                    throw new Error(`${cell}, ${shapeName(shape)}: ${verdict.reason}; not timed`);
                const step = trainer(engine, of.params, of.batch);
                const { run, share } = otherOf(of, entry);
                const contestants = [step, run].map((f) => ({ name: what, round: () => timed(f) }));
                const [steps = [], others = []] = await interleaved(contestants, rounds, (n) => tell(n / rounds));
                if (steps.length === 0)
                    continue;
                yield {
                    kind: "share",
                    of: what,
                    cell,
                    shape,
                    engine: engine.description,
                    step: median(steps),
                    other: median(others),
                    share: median(steps.map((time, k) => share(time, others[k] ?? Number.NaN))),
                };
            }
        }
        finally {
            for (const { engine } of entries)
                engine.dispose();
        }
    }
}
