import type { Task } from "../../src/lab/index.js";
import { count, type Style, significant } from "../../src/report/index.js";
import { families } from "../../tasks/index.js";
import { definitions } from "../definitions.js";
import { taskOptions } from "../options/task.js";
import { reference } from "../references.js";
import { wrapped } from "../text.js";

/** Every task with its summary, source and variants. */
export function taskList(style: Style): string {
  const rows = Object.values(families).map(({ name, summary, cite, variants }) => {
    const named = Object.keys(variants);
    const last = named.length > 0 ? `\nvariants: ${named.join(", ")}` : "";
    return [name, `${summary}\n${reference(cite)}${last}`] as const;
  });
  return definitions(rows, style.width);
}

/** A task family, and what holds for the task with these options. */
export function taskPage(task: Task, style: Style): string {
  const family = families[task.name];
  if (!family) throw new Error(`the catalogue lost the task ${task.name}`);
  const { width } = style;
  const section = (title: string, rows: readonly (readonly [string, string])[]) =>
    `${title}\n${definitions(rows, width)}`;
  const chosen = Object.entries(task.options).map(([name, value]) => `${name} ${String(value)}`);
  return [
    [`${family.name}: ${family.summary}`, reference(family.cite)]
      .map((line) => wrapped(line, width))
      .join("\n"),
    section(
      "Options",
      taskOptions(family).map(({ flags, text }) => [flags, text] as const),
    ),
    ...(Object.keys(family.variants).length > 0
      ? [section("Variants", Object.entries(family.variants))]
      : []),
    section(`With ${chosen.join(", ")}`, facts(task)),
    section(
      "Solved when (--criterion <name>, the first unless told)",
      task.criteria.map(({ name, rule, cite }) => [name, `${rule}\n${reference(cite)}`] as const),
    ),
  ].join("\n\n");
}

function facts(task: Task): [string, string][] {
  const { input, output, loss, readout, steps, baseline, plateaus, floor } = task;
  const what = loss === "mse" ? "squared error" : "cross-entropy in nats";
  const when = readout === "last" ? "after the last step" : "at every step";
  const nothing = "(loss of the best answer that remembers nothing)";
  return [
    ["sequence", `${plural(steps, "step")} at most, ${plural(input, "number")} each`],
    ["answer", `${plural(output, "number")} ${when}; loss: ${what}`],
    ["lag", lagOf(task)],
    ["baseline", `${significant(baseline, 4)} ${nothing}`],
    ...plateaus.map(({ name, loss: at }): [string, string] => ["plateau", `${significant(at, 4)} (${name})`]),
    ["floor", significant(floor, 4)],
  ];
}

/** How many steps back the answer depends on. */
function lagOf({ lag: { min, mean, max } }: Task): string {
  if (min === max) return `${plural(max, "step")} back`;
  return `${count(min)} to ${plural(max, "step")} back, ${significant(mean, 4)} on average`;
}

function plural(n: number, noun: string): string {
  return `${count(n)} ${noun}${n === 1 ? "" : "s"}`;
}
