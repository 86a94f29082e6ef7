import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parameters } from "../src/ir/index.js";
import { distance, pass } from "./compare.js";
import { install, peerFolder } from "./peer-list.js";
import { PeerProcess } from "./peer-process.js";
import { readTensors, writeTensors } from "./safetensors.js";
import { trainer } from "./step.js";
import { tolerance } from "./verify.js";
/** Milliseconds that a peer trains a round. */
const ROUND = 50;
/** Milliseconds until a library's idle threads have stopped waiting for more work, at the cost of those after it. */
const QUIET = 300;
/** Writes the request, and computes the answer with an engine that was verified. */
export function expected(engine, of, file) {
    const { network, params, batch, shape } = of;
    const { T, B } = shape;
    const float32 = (values) => Float32Array.from(values);
    const weights = parameters(network).map(({ name, offset, size, shape, rows, cols }) => {
        const data = float32(params.subarray(offset, offset + size));
        return [name, { shape: shape.length < 2 ? [rows] : [rows, cols], data }];
    });
    writeTensors(file, {
        x: { shape: [T, B, network.input], data: float32(batch.x) },
        target: { shape: [B, network.readout.size], data: float32(batch.target) },
        ...Object.fromEntries(weights),
    });
    const found = pass(engine, params, batch);
    const step = trainer(engine, params, batch);
    return { of, file, pass: found, losses: [step(), step(), step()] };
}
/** Starts a peer, installs it first where needed, and holds its answer against ours. */
export async function open(peer, truth, folder) {
    const { process, library } = await started(peer);
    const { cell, shape, network } = truth.of;
    const answer = join(folder, "answer.safetensors");
    try {
        const { T, B } = shape;
        const said = await process.ask({ load: { cell, T, B, file: truth.file, answer } });
        const losses = Array.isArray(said.losses) ? said.losses.map(Number) : [];
        const found = { loss: losses[0] ?? Number.NaN, grads: flat(readTensors(answer), parameters(network)) };
        return {
            library,
            verdict: match(found, losses, truth),
            round: async () => {
                const { milliseconds } = await process.ask({ round: ROUND });
                await sleep(QUIET);
                return Number(milliseconds);
            },
            end: () => process.end(),
        };
    }
    catch (e) {
        process.end();
        throw e;
    }
}
async function started(peer) {
    const start = async () => {
        const process = new PeerProcess(peer.command, peer.argv, peerFolder);
        return { process, library: await process.library() };
    };
    return start().catch(async () => {
        try {
            await install(peer);
            return await start();
        }
        catch (e) {
            throw new Error(`not installed: ${e instanceof Error ? e.message : String(e)}`);
        }
    });
}
function match(found, losses, truth) {
    const later = truth.losses.map((loss, k) => {
        return { name: `the loss of step ${k + 1}`, relative: Math.abs((losses[k] ?? Number.NaN) - loss) / loss };
    });
    const all = [distance(found, truth.pass, parameters(truth.of.network)), ...later];
    const wrong = all.find(({ relative }) => !(relative <= tolerance));
    return wrong
        ? { verified: false, reason: `${wrong.name} is ${wrong.relative.toExponential(1)} off ours` }
        : { verified: true, distance: Math.max(...all.map(({ relative }) => relative)) };
}
/** Gradients by name as one flat array; what is missing or has another size is not a number. */
function flat(tensors, layout) {
    const all = new Float64Array(layout.reduce((n, { size }) => n + size, 0)).fill(Number.NaN);
    for (const { name, offset, size } of layout) {
        const data = tensors[name]?.data;
        if (data?.length === size)
            all.set(data, offset);
    }
    return all;
}
