import { lineup } from "./lineup.js";
import { limitOf } from "./peaks.js";
import { race } from "./race.js";
import { median, timed } from "./rounds.js";
import { shapeName } from "./shape.js";
import { trainer } from "./step.js";
import { subject } from "./subject.js";
import { trainingWork } from "./work.js";
/** Verifies and times the training steps of every cell at every shape, the engines of each in turn. */
export async function* benchSteps(options, listen) {
    const pairs = options.shapes.flatMap((shape) => options.cells.map((cell) => ({ cell, shape })));
    for (const [i, { cell, shape }] of pairs.entries()) {
        const tell = (part) => listen(`${cell}, ${shapeName(shape)}`, (i + part) / pairs.length);
        if (!(await tell(0)))
            return;
        const of = subject(cell, shape);
        const entries = await lineup(of, options);
        try {
            yield* timeAll(of, entries, options.rounds, tell);
        }
        finally {
            for (const { engine } of entries)
                engine.dispose();
        }
    }
}
async function* timeAll(of, entries, rounds, tell) {
    const { cell, shape, params, batch } = of;
    const fit = entries.filter(({ verdict }) => verdict.verified);
    const runners = fit.map(({ engine, threads }) => {
        const step = trainer(engine, params, batch);
        return { name: engine.description, limit: limitOf(engine, threads), round: () => timed(step) };
    });
    const results = await race(runners, rounds, (round) => tell(round / rounds));
    for (const entry of entries) {
        const { engine, threads, verdict } = entry;
        const { backend, description } = engine;
        const sizes = { cell, shape, backend, threads, engine: description, ...memoryOf(engine) };
        const about = { kind: "step-time", ...sizes };
        const result = results[fit.indexOf(entry)];
        if (!verdict.verified)
            yield { ...about, ...verdict };
        else if (result && result.measured.length > 0)
            yield { ...about, ...verdict, ...timesOf(of, result) };
    }
}
function timesOf({ network, shape }, { measured, peak }) {
    const milliseconds = median(measured);
    return {
        milliseconds,
        rounds: measured.length,
        gflops: trainingWork(network, shape) / milliseconds / 1e6,
        ...(peak !== undefined && { peak }),
        sequencesPerSecond: (1000 * shape.B) / milliseconds,
    };
}
/** An engine over generated code has one memory, and its parameters are a view of it. */
function memoryOf({ backend, params }) {
    return backend === "interp" ? {} : { bytes: params.buffer.byteLength };
}
