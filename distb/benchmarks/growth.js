import { lineup } from "./lineup.js";
import { limitOf } from "./peaks.js";
import { race } from "./race.js";
import { median, timed } from "./rounds.js";
import { shapeName } from "./shape.js";
import { trainer } from "./step.js";
import { subject } from "./subject.js";
import { trainingWork } from "./work.js";
/** T, B and H, each a hundredfold or as far as memory allows, around one of the standard shapes. */
export function growthSweeps(quick) {
    const some = (sizes) => sizes.slice(0, quick ? 3 : undefined);
    return [
        { name: "T", shapes: some([100, 300, 1000, 3000, 10_000]).map((T) => ({ T, B: 32, H: 128 })) },
        { name: "B", shapes: some([8, 16, 32, 64, 128]).map((B) => ({ T: 200, B, H: 128 })) },
        { name: "H", shapes: some([32, 64, 128, 256, 512]).map((H) => ({ T: 200, B: 32, H })) },
    ];
}
/** Times the sizes of each sweep in turn, all of them alive at once, so that a drift of the machine is no growth. */
export async function* benchGrowth({ cells, rounds, ...wanted }, sweeps, listen) {
    const pairs = cells.flatMap((cell) => sweeps.map((sweep) => ({ cell, sweep })));
    for (const [i, { cell, sweep }] of pairs.entries()) {
        const made = [];
        const tell = (now, part) => listen(`${cell}, ${now}`, (i + part) / pairs.length);
        try {
            const runners = [];
            for (const [k, shape] of sweep.shapes.entries()) {
                if (!(await tell(`verifying ${shapeName(shape)}`, k / sweep.shapes.length / 2)))
                    return;
                const of = subject(cell, shape);
                const [entry] = await lineup(of, wanted);
                if (!entry)
                    continue;
                made.push({ shape, work: trainingWork(of.network, shape), entry });
                if (!entry.verdict.verified)
                    throw new Error(`${cell}, ${shapeName(shape)}: ${entry.verdict.reason}; not timed`);
                const step = trainer(entry.engine, of.params, of.batch);
                runners.push({
                    name: shapeName(shape),
                    limit: limitOf(entry.engine, entry.threads),
                    round: () => timed(step),
                });
            }
            const results = await race(runners, rounds, (done) => tell(`growth in ${sweep.name}`, 0.5 + done / rounds / 2));
            const times = results.map(({ measured }) => median(measured));
            const perWork = made.map(({ work }, k) => (times[k] ?? Number.NaN) / work);
            for (const [k, { shape, work, entry }] of made.entries()) {
                const milliseconds = times[k] ?? Number.NaN;
                yield {
                    kind: "growth",
                    cell,
                    sweep: sweep.name,
                    shape,
                    engine: entry.engine.description,
                    milliseconds,
                    gflops: work / milliseconds / 1e6,
                    bytes: entry.engine.params.buffer.byteLength,
                    relative: (perWork[k] ?? Number.NaN) / (perWork[0] ?? Number.NaN),
                };
            }
        }
        finally {
            for (const { entry } of made)
                entry.engine.dispose();
        }
    }
}
