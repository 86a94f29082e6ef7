import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../src/engine/index.js";
import { type Entry, lineup } from "./lineup.js";
import { checkPeers, peerCells, peers } from "./peer-list.js";
import { expected, open } from "./peer-match.js";
import type { Listener } from "./progress.js";
import { interleaved, median, timed } from "./rounds.js";
import { type Shape, shapeName } from "./shape.js";
import { trainer } from "./step.js";
import type { StepOptions } from "./steps.js";
import { type Subject, subject } from "./subject.js";
import type { Verdict } from "./verify.js";
import { trainingWork } from "./work.js";

/** The time of a training step of one library, ours or a peer, or why it was not timed. */
export type PeerRecord = About & ((Verdict & { readonly verified: false }) | Timed);
type Timed = Verdict & { readonly verified: true } & {
  /** Median over the rounds. */
  readonly milliseconds: number;
  readonly gflops: number;
  /** How many; fewer than asked for where they take too long. */
  readonly rounds: number;
};

interface About {
  readonly kind: "peer";
  readonly cell: string;
  readonly shape: Shape;
  readonly name: string;
  /** The library and its version, as it says. */
  readonly library: string;
  readonly isOurs: boolean;
}

/** Milliseconds that one library may take in all rounds: one that is a hundred times as slow is timed less often. */
const PATIENCE = 60_000;

/** A library that is ready to train, or has been refused. */
interface Candidate {
  readonly name: string;
  readonly library: string;
  readonly isOurs: boolean;
  readonly verdict: Verdict;
  round(): number | Promise<number>;
  end(): void;
}

/**
 * Times the same training step on ours and on the peers, in turn. Peers are fed our weights and batch, and must give
 * our loss, gradients, and losses of the next steps before they are timed. What cannot be had is left out by name.
 */
export async function* benchPeers(options: StepOptions, listen: Listener): AsyncGenerator<PeerRecord> {
  checkPeers();
  const cells = options.cells.filter((cell) => peerCells.includes(cell));
  if (cells.length < options.cells.length)
    options.notice(`the peers have the cells ${peerCells.join(", ")}; the others are left out`);
  const pairs = options.shapes.flatMap((shape) => cells.map((cell) => ({ cell, shape })));
  const missing = new Map<string, string>();
  for (const [i, { cell, shape }] of pairs.entries()) {
    const tell = (now: string, part: number) =>
      listen(`${cell}, ${shapeName(shape)}: ${now}`, (i + part) / pairs.length);
    if (!(await tell("verifying ours", 0))) return;
    const of = subject(cell, shape);
    const ours = await lineup(of, options);
    const [first] = ours;
    if (!first) throw new RangeError("There is no engine of ours to compare with; choose another --backend.");
    const candidates = ours.map((entry) => ourCandidate(entry, of));
    const folder = mkdtempSync(join(tmpdir(), "hindsight-peers-"));
    try {
      const truth = expected(first.engine, of, join(folder, "request.safetensors"));
      for (const [k, peer] of peers.entries()) {
        if (missing.has(peer.name)) continue;
        if (!(await tell(`starting ${peer.name}`, (0.5 * k) / peers.length))) return;
        try {
          candidates.push({ ...(await open(peer, truth, folder)), name: peer.name, isOurs: false });
        } catch (e) {
          const reason = e instanceof Error ? e.message : String(e);
          options.notice(`${peer.name} left out (${cell}, ${shapeName(shape)}): ${reason}`);
          if (reason.startsWith("not installed")) missing.set(peer.name, reason);
        }
      }
      yield* timeAll(of, candidates, options.rounds, (n) => tell("timing", 0.5 + n / options.rounds / 2));
    } finally {
      for (const { end } of candidates) end();
      rmSync(folder, { recursive: true });
    }
  }
}

async function* timeAll(
  of: Subject,
  candidates: readonly Candidate[],
  rounds: number,
  onRound: (done: number) => Promise<boolean> | boolean,
): AsyncGenerator<PeerRecord> {
  const { cell, shape, network } = of;
  const fit = candidates.filter(({ verdict }) => verdict.verified);
  const measured = await interleaved(fit, rounds, onRound, PATIENCE);
  for (const candidate of candidates) {
    const { name, library, isOurs, verdict } = candidate;
    const about = { kind: "peer", cell, shape, name, library, isOurs } as const;
    const times = measured[fit.indexOf(candidate)];
    if (!verdict.verified) yield { ...about, ...verdict };
    else if (times && times.length > 0) {
      const milliseconds = median(times);
      const gflops = trainingWork(network, shape) / milliseconds / 1e6;
      yield { ...about, ...verdict, milliseconds, gflops, rounds: times.length };
    }
  }
}

function ourCandidate({ engine, threads, verdict }: Entry, { params, batch }: Subject): Candidate {
  const step = trainer(engine, params, batch);
  return {
    name: ourName(engine, threads),
    library: `Hindsight ${engine.description}`,
    isOurs: true,
    verdict,
    round: () => timed(step),
    end: () => engine.dispose(),
  };
}

const ourName = ({ backend }: Engine, threads: number) => (threads > 1 ? `${backend} ×${threads}` : backend);
