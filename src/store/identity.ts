import { createHash } from "node:crypto";
import { stringify } from "safe-stable-stringify";

/**
 * The version of the numerics: to be raised with every change after which the same experiment gives other bits (order of
 * sums, vector maths, random streams, initialisers), so that results from before are not taken for results of now.
 */
export const NUMERICS = 3;

type Settings = Readonly<Record<string, unknown>>;

/** Of an experiment, what changes no bit: only where and in how much memory it is computed. */
const IDLE: ReadonlySet<string> = new Set(["threads", "checkpoint"]);

/** Of a field, the same as leaving it out. */
const OFF = "off";

/**
 * SHA-256, in hex, of what decides the bits of a run: the experiment with every default filled in (as in
 * `StartRecord.experiment`: the task's options resolved) and the version of the numerics. Threads and the
 * memory-saving "checkpoint" are left out: they change no bit.
 */
export function runHash(experiment: Settings): string {
  const decides = ([key, value]: [string, unknown]) => !IDLE.has(key) && value !== OFF;
  const deciding = Object.fromEntries(Object.entries(experiment).filter(decides));
  // Keys in alphabetical order: the same settings are the same text.
  const text = stringify({ numerics: NUMERICS, experiment: deciding });
  return createHash("sha256")
    .update(text ?? "")
    .digest("hex");
}

const LONGEST = 60;

/** `<task>-<cells>-<8 hex of the hash>`: what a run's folder is called, before `.2`, `.3` of its repeats. */
export function runName(experiment: Settings, hash: string): string {
  const words = [taskOf(experiment), ...new Set(cellsOf(experiment))].map((word) =>
    word.replace(/[^\w-]/g, "_"),
  );
  return `${words.join("-").slice(0, LONGEST)}-${hash.slice(0, 8)}`;
}

export function taskOf({ task }: Settings): string {
  return String((task as Settings | undefined)?.name ?? "unknown");
}

/** The cells of a network, lowest layer first. */
export function cellsOf({ layers }: Settings): string[] {
  return Array.isArray(layers) ? layers.map((layer: Settings) => String(layer.cell)) : [];
}
