import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../src/engine/index.js";
import { type Parameter, parameters } from "../src/ir/index.js";
import { readTensors, type Tensor, writeTensors } from "../src/store/index.js";
import { distance, type Pass, pass } from "./compare.js";
import { install, type Peer, peerFolder } from "./peer-list.js";
import { PeerProcess } from "./peer-process.js";
import { trainer } from "./step.js";
import type { Subject } from "./subject.js";
import { tolerance, type Verdict } from "./verify.js";

/** What a peer is asked, and what it must answer. */
export interface Truth {
  readonly of: Subject;
  /** Weights and batch, as safetensors. */
  readonly file: string;
  readonly pass: Pass;
  /** Before the first update, and after one and two. */
  readonly losses: readonly number[];
}

/**
 * How far the losses of the next steps may be off. Adam's first steps are of about the learning rate for every weight,
 * however small its gradient, so that the rounding errors of small gradients count like large ones.
 */
const laterTolerance = 1e-3;
/** Milliseconds that a peer trains a round. */
const ROUND = 50;
/** Milliseconds until a library's idle threads have stopped waiting for more work, at the cost of those after it. */
const QUIET = 300;

/** Writes the request, and computes the answer with an engine that was verified. */
export function expected(engine: Engine, of: Subject, file: string): Truth {
  const { network, params, batch, shape } = of;
  const { T, B } = shape;
  const float32 = (values: ArrayLike<number>) => Float32Array.from(values);
  const weights = parameters(network).map(({ name, offset, size, shape, rows, cols }): [string, Tensor] => {
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
export async function open(peer: Peer, truth: Truth, folder: string) {
  const { process, library } = await started(peer);
  const { cell, shape, network } = truth.of;
  const answer = join(folder, "answer.safetensors");
  try {
    const { T, B } = shape;
    const said = await process.ask({ load: { cell, T, B, file: truth.file, answer } });
    const losses = Array.isArray(said.losses) ? said.losses.map(Number) : [];
    const found = {
      loss: losses[0] ?? Number.NaN,
      grads: flat(readTensors(answer).tensors, parameters(network)),
    };
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
  } catch (e) {
    process.end();
    throw e;
  }
}

async function started(peer: Peer): Promise<{ process: PeerProcess; library: string }> {
  const start = async () => {
    const process = new PeerProcess(peer.command, peer.argv, peerFolder);
    return { process, library: await process.library() };
  };
  return start().catch(async () => {
    try {
      await install(peer);
      return await start();
    } catch (e) {
      throw new Error(`not installed: ${e instanceof Error ? e.message : String(e)}`);
    }
  });
}

function match(found: Pass, losses: readonly number[], truth: Truth): Verdict {
  const later = truth.losses.map((loss, k) => {
    const relative = Math.abs((losses[k] ?? Number.NaN) - loss) / loss;
    return { name: `the loss of step ${k + 1}`, relative, allowed: laterTolerance };
  });
  const gradients = distance(found, truth.pass, parameters(truth.of.network));
  const wrong = [{ ...gradients, allowed: tolerance }, ...later].find(
    (one) => !(one.relative <= one.allowed),
  );
  return wrong
    ? { verified: false, reason: `${wrong.name} is ${wrong.relative.toExponential(1)} off ours` }
    : { verified: true, distance: gradients.relative };
}

/** Gradients by name as one flat array; what is missing or has another size is not a number. */
function flat(tensors: ReadonlyMap<string, Tensor>, layout: readonly Parameter[]): Float64Array {
  const all = new Float64Array(layout.reduce((n, { size }) => n + size, 0)).fill(Number.NaN);
  for (const { name, offset, size } of layout) {
    const data = tensors.get(name)?.data;
    if (data?.length === size) all.set(data, offset);
  }
  return all;
}
