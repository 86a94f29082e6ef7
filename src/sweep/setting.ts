import type { Experiment } from "../lab/index.js";
import { isPlain, type Plain } from "./path.js";

/** One of the things that a sweep compares: an experiment that is run once for every seed. */
export interface Setting {
  /** Says what sets it apart: "lstm, lr 0.01". */
  readonly name: string;
  /** Its value on every axis, by the axis's name. */
  readonly values: Plain;
  /** With the sweep's first seed. */
  readonly experiment: Experiment;
}

/** Axes whose values speak for themselves. */
const BARE: ReadonlySet<string> = new Set([
  "cell",
  "init.preset",
  "chain",
  "layers",
  "task.name",
  "task.variant",
]);

/** A name from the values on the axes, the cell first. */
export function settingName(values: Plain, experiment: Experiment): string {
  const cells = [...new Set(experiment.layers.map(({ cell }) => cell))].join("+");
  const words = Object.entries(values)
    .filter(([axis]) => axis !== "cell" && axis !== "layers")
    .map(([axis, value]) => (BARE.has(axis) ? shown(value) : `${label(axis)} ${shown(value)}`));
  const stack = values.layers === undefined ? cells : shown(values.layers);
  return [stack, ...words].join(", ");
}

/** "init.forgetBias" as "forget bias", "task.T" as "T". */
export function label(axis: string): string {
  const last = axis.split(".").at(-1) ?? axis;
  return last.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join("+");
  if (isPlain(value)) return Object.values(value).map(shown).join(" ");
  return String(value);
}
