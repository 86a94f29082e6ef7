import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parameters } from "../src/ir/index.js";
import { distance, type Pass } from "./compare.js";
import { type Entry, lineup } from "./lineup.js";
import { checkPeers, install, type Peer, peerCells, peerFolder, peers } from "./peer-list.js";
import { PeerProcess } from "./peer-process.js";
import type { Listener } from "./progress.js";
import { type Contestant, interleaved, median, timed } from "./rounds.js";
import { readTensors, writeTensors } from "./safetensors.js";
import { type Shape, shapeName } from "./shape.js";
import { trainer } from "./step.js";
import type { StepOptions } from "./steps.js";
import { type Subject, subject } from "./subject.js";
import { tolerance, type Verdict } from "./verify.js";
import { trainingWork } from "./work.js";

/** The time of a training step of one library, ours or a peer, or why there is none. */
export type PeerRecord = {
  readonly kind: "peer";
  readonly cell: string;
  readonly shape: Shape;
  readonly name: string;
  /** Name and version, as it says. */
  readonly library: string;
  readonly isOurs: boolean;
} & (
  | (Verdict & { readonly verified: false })
  | (Verdict & { readonly verified: true; readonly milliseconds: number; readonly gflops: number })
);
