import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Checkpoint, LiveCheckpoint } from "../lab/index.js";
import { writeWhole } from "./atomic.js";
import { StoreError } from "./error.js";
import { decodeTensors, encodeTensors, type Tensor } from "./safetensors.js";

/** A checkpoint of a stored run. */
export interface StoredCheckpoint extends Checkpoint {
  /** Bytes of metrics.jsonl that were written before it, and their SHA-256. */
  readonly metricsBytes: number;
  readonly metricsSha256: string;
}

const FILE = /^checkpoint-(\d+)\.safetensors$/;
const FORMAT = "hindsight checkpoint 1";
const OPTIMISER = "optimiser.";
const BEST = "best.";
const STATISTICS = "statistics.";
/** Stands for the hash while it is computed. */
const NO_HASH = "0".repeat(64);

const nameOf = (step: number) => `checkpoint-${step}.safetensors`;

/**
 * Writes `checkpoint-<step>.safetensors`: the parameters by name, the optimiser's arrays as optimiser.0, optimiser.1, the
 * best parameters so far, of a run with patience that is not over, by name after "best.", running averages of statistics as
 * statistics.0, and those of the best parameters as statistics.1; and in the metadata the run, the step, which part of the
 * metrics belongs to it, and the SHA-256 of the file (with zeros in place of the hash).
 */
export function writeCheckpoint(
  folder: string,
  run: string,
  state: LiveCheckpoint,
  metrics: { readonly bytes: number; readonly sha256: string },
): void {
  const { step, params, optimiser, parameters, best, statistics, restoredFrom } = state;
  const tensors = [
    ...encodedParameters(parameters, params),
    ...optimiser.map((data, i): [string, Tensor] => [`${OPTIMISER}${i}`, { shape: [data.length], data }]),
    ...(best ? encodedParameters(parameters, best, BEST) : []),
    ...(statistics ?? []).map((data, i): [string, Tensor] => [
      `${STATISTICS}${i}`,
      { shape: [data.length], data },
    ]),
  ];
  const about = {
    format: FORMAT,
    run,
    step: String(step),
    ...(restoredFrom !== undefined && { restoredFrom: String(restoredFrom) }),
    metricsBytes: String(metrics.bytes),
    metricsSha256: metrics.sha256,
    sha256: NO_HASH,
  };
  const [header, ...data] = encodeTensors(tensors, about);
  const hash = sha256([header, ...data]);
  writeWhole(join(folder, nameOf(step)), [withHash(header, NO_HASH, hash), ...data]);
}

/** The parameters as tensors, by name. */
export function encodedParameters(
  parameters: LiveCheckpoint["parameters"],
  from: Tensor["data"],
  prefix = "",
): [string, Tensor][] {
  return parameters.map(({ name, offset, size, shape, rows, cols }) => [
    prefix + name,
    { shape: [rows, cols].slice(0, shape.length), data: from.subarray(offset, offset + size) },
  ]);
}

/** @throws StoreError that says why a checkpoint cannot be used */
export function readCheckpoint(folder: string, run: string, step: number): StoredCheckpoint {
  const name = nameOf(step);
  const bytes = readFileSync(join(folder, name));
  const { metadata, tensors } = decodeTensors(bytes, name);
  const { format, sha256: hash = "" } = metadata;
  if (format !== FORMAT)
    throw new StoreError(`${name} is not a checkpoint of Hindsight, but another program's.`);
  if (sha256([withHash(bytes, hash, NO_HASH)]) !== hash)
    throw new StoreError(`${name} is damaged: its hash does not match.`);
  if (metadata.run !== run || metadata.step !== String(step))
    throw new StoreError(`${name} is of another run or step.`);
  const arrays = [...tensors];
  const under = (prefix: string) =>
    arrays.filter(([key]) => key.startsWith(prefix)).map(([, { data }]) => data);
  const best = under(BEST);
  const statistics = under(STATISTICS);
  const others = [OPTIMISER, BEST, STATISTICS];
  const params = arrays.filter(([key]) => !others.some((prefix) => key.startsWith(prefix)));
  return {
    step,
    params: joined(params.map(([, { data }]) => data)),
    optimiser: under(OPTIMISER),
    ...(best.length > 0 && { best: joined(best) }),
    ...(statistics.length > 0 && { statistics }),
    metricsBytes: Number(metadata.metricsBytes),
    metricsSha256: metadata.metricsSha256 ?? "",
  };
}

/** The steps of the checkpoints in a folder, newest first. */
export function checkpointSteps(folder: string): number[] {
  const steps = readdirSync(folder).flatMap((name) => name.match(FILE)?.[1] ?? []);
  return steps.map(Number).sort((a, b) => b - a);
}

/** Keeps the newest so many. */
export function pruneCheckpoints(folder: string, keep: number): void {
  for (const step of checkpointSteps(folder).slice(keep)) rmSync(join(folder, nameOf(step)), { force: true });
}

/** Puts a checkpoint that cannot be used out of the way, under a name of its own: nothing is thrown away. */
export function setAside(folder: string, step: number): void {
  const from = join(folder, nameOf(step));
  let n = 1;
  while (existsSync(`${from}.unusable-${n}`)) n++;
  renameSync(from, `${from}.unusable-${n}`);
}

/** One array of several. */
export function joined(parts: readonly Tensor["data"][]): Tensor["data"] {
  const length = parts.reduce((n, part) => n + part.length, 0);
  const all = parts[0] instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function sha256(parts: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** The same bytes with one hash in place of another. */
function withHash(bytes: Buffer, from: string, to: string): Buffer {
  const copy = Buffer.from(bytes);
  const at = copy.indexOf(`"sha256":"${from}"`);
  if (at >= 0) copy.write(`"sha256":"${to}"`, at);
  return copy;
}
