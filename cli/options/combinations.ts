import type { Experiment, Task } from "../../src/lab/index.js";
import { cellNamed } from "../pages/cells.js";
import { experimentOptions, flagOf } from "./experiment.js";
import { experimentFrom, type Given } from "./record.js";

/** One of several experiments that differ in some options, with a name that says in which. */
export interface Combination {
  readonly name: string;
  readonly experiment: Experiment;
}

/**
 * Every combination of the options that were given as lists. A forget bias is left out for a cell that has no gate
 * for it, which is then not repeated for each of them. Throws RangeError or BadInput with one sentence.
 */
export function combinations(task: Task, given: Given): readonly Combination[] {
  const lists = experimentOptions.flatMap((option) => {
    const { key } = flagOf(option);
    const values = given[key];
    return Array.isArray(values) ? [{ key, values: values as readonly unknown[] }] : [];
  });
  const chosen = lists.reduce<readonly Given[]>(
    (made, { key, values }) => made.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [{}],
  );
  const varied = lists.filter(({ values }) => new Set(values).size > 1).map(({ key }) => key);
  const fitting = chosen.map((one) => withoutIdle({ ...given, ...one }));
  if (given.forgetBias !== undefined && fitting.every((one) => one.forgetBias === undefined))
    throw new RangeError("--forget-bias needs a cell with a gate that keeps memory, such as lstm or gru.");
  const byName = new Map(fitting.map((one) => [nameOf(one, varied), one]));
  return [...byName].map(([name, one]) => ({ name, experiment: experimentFrom(task, one) }));
}

function withoutIdle(given: Given): Given {
  const names =
    typeof given.layers === "string"
      ? given.layers.split(",").map((text) => text.split(":")[0] ?? "")
      : [given.cell ?? "lstm"];
  const hasGate = names.some((name) => {
    const { keep, write } = cellNamed(String(name).trim()).memory;
    return keep !== undefined || write.length > 0;
  });
  return hasGate ? given : { ...given, forgetBias: undefined };
}

function nameOf(given: Given, varied: readonly string[]): string {
  const stack = String(given.layers ?? given.cell ?? "lstm");
  const words = varied.flatMap((key) => {
    const value = given[key];
    if (key === "cell" || value === undefined) return [];
    return [key === "init" ? String(value) : `${spaced(key)} ${String(value)}`];
  });
  return [stack, ...words].join(", ");
}

/** "forgetBias" as "forget bias". */
function spaced(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
