import type { Task } from "../../src/lab/index.js";
import type { Style } from "../../src/report/index.js";
import { stream } from "../../src/rng/index.js";
import { makeTask } from "../../tasks/index.js";

/** Lengths to try, so that an example fits on a few lines. */
const SHORT = [12, 20, 24, 30];
const SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz";

/** One sequence of the task, or of the same task with a smaller T: symbols as signs, numbers channel by channel. */
export function example(task: Task, seed: number, style: Style): string {
  const shown = shorter(task);
  const batch = shown.sample(stream(seed, "example"), 1);
  const inputs = channels(batch.x, shown.input, batch.T, () => true, style);
  const scored = shown.readout === "every" ? batch.T : 1;
  const weight = (i: number) => (batch.weight[i] ?? 0) > 0;
  const answers = channels(batch.target, shown.output, scored, weight, style);
  const pad = new Array<string>(batch.T - scored).fill("");
  const lines = [
    ...inputs.map((cells, i) => ({ name: inputs.length === 1 ? "input" : `input ${i}`, cells })),
    ...answers.map((cells) => ({ name: "target", cells: [...pad, ...cells] })),
  ];
  const { T } = shown.options;
  const title = shown === task ? "Example" : `Example, with T ${String(T)}`;
  const symbols = shown.loss === "xent" ? "; a sign is the number of a class" : "";
  return [`${title} (blank: not scored${symbols})`, ...blocks(lines, style)].join("\n");
}

/** The same task with the smallest of a few lengths that it can have. */
function shorter(task: Task): Task {
  const { T } = task.options;
  for (const short of SHORT.filter((t) => typeof T === "number" && t < T)) {
    try {
      return makeTask(task.name, { ...task.options, T: short });
    } catch (e) {
      if (!(e instanceof RangeError)) throw e;
    }
  }
  return task;
}

/** What each step shows, a list of texts for each line: one line of classes, or one line for each number. */
function channels(
  values: Float64Array,
  width: number,
  steps: number,
  isShown: (step: number) => boolean,
  { unicode }: Style,
): string[][] {
  const at = (t: number, i: number) => values[t * width + i] ?? Number.NaN;
  const all = Array.from({ length: steps }, (_, t) => t);
  const isBinary = values.every((v) => v === 0 || v === 1);
  if (width > 1 && isBinary && all.every((t) => sumOf(values, t, width) <= 1))
    return [
      all.map((t) => {
        const found = values.subarray(t * width, (t + 1) * width).indexOf(1);
        if (!isShown(t)) return "";
        return found < 0
          ? unicode
            ? "·"
            : "."
          : width <= SIGNS.length
            ? (SIGNS[found] ?? "")
            : String(found);
      }),
    ];
  return Array.from({ length: width }, (_, i) =>
    all.map((t) => (isShown(t) ? String(Number(at(t, i).toFixed(2))) : "")),
  );
}

function sumOf(values: Float64Array, t: number, width: number): number {
  return values.subarray(t * width, (t + 1) * width).reduce((a, b) => a + b, 0);
}

/** The lines below each other in columns, broken where the width ends. */
function blocks(lines: readonly { name: string; cells: readonly string[] }[], { width }: Style): string[] {
  const left = Math.max(...lines.map(({ name }) => name.length)) + 4;
  const longest = Math.max(...lines.flatMap(({ cells }) => cells.map(({ length }) => length)));
  const column = longest === 1 ? 1 : longest + 1;
  const perLine = Math.max(1, Math.floor((width - left) / column));
  const steps = lines[0]?.cells.length ?? 0;
  const made: string[] = [];
  for (let from = 0; from < steps; from += perLine)
    for (const { name, cells } of lines) {
      const part = cells.slice(from, from + perLine).map((cell) => cell.padStart(column));
      if (from + perLine < steps && part.every((cell) => cell.trim() === "")) continue;
      made.push(`  ${name.padEnd(left - 3)} ${part.join("")}`.trimEnd());
    }
  return made;
}
