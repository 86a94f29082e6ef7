import { type Task, type Worth, windowed } from "../../src/lab/index.js";
import { chart, histogram, type Style, significant, table } from "../../src/report/index.js";
import { wrapped } from "../text.js";
import { ANSWERS, type Trained } from "../windows.js";
import { example } from "./example.js";
import { taskPage } from "./tasks.js";

/** What was found out about a task. */
export interface Found {
  readonly worth: readonly Worth[];
  readonly lags: readonly number[];
  /** Sequences that were drawn for both. */
  readonly sequences: number;
  readonly trained: readonly Trained[];
  /** Windows too wide to train. */
  readonly skipped: readonly number[];
  /** Steps of training of each window. */
  readonly steps: number;
}

/** The page of the task, an example, the lags, and what k steps of memory are worth. */
export function taskReport(task: Task, found: Found, seed: number, style: Style): string {
  const { lags, worth } = found;
  return [
    taskPage(task, style),
    example(task, seed, style),
    ...(lags.length > 0 ? [lagsOf(found, style)] : []),
    ...(worth.length > 0 ? [curveOf(task, found, style)] : []),
    ...(worth.length > 0 || found.trained.length > 0 ? [tableOf(found, style)] : []),
    wrapped(explained(task, found), style.width),
  ].join("\n\n");
}

function lagsOf({ lags, sequences }: Found, style: Style): string {
  const title = `How far back answers depend (${lags.length} answers of ${sequences} sequences)`;
  return histogram({ title, name: "steps", values: lags }, style);
}

function curveOf(task: Task, { worth, trained }: Found, style: Style): string {
  return chart(
    {
      title: "What the last k inputs are worth",
      xTitle: "window k",
      yTitle: "loss",
      scale: "linear",
      rows: 12,
      series: [
        { name: "best answer (computed)", points: worth.map(({ k, loss }) => ({ x: k, y: loss })) },
        ...(trained.length > 0
          ? [{ name: "trained network", points: trained.map(({ k, loss }) => ({ x: k, y: loss })) }]
          : []),
      ],
      references: [
        { name: "baseline", y: task.baseline },
        { name: "floor", y: task.floor },
      ],
    },
    style,
  );
}

/** The windows that were trained, or would have been, with the memoryless machine and all of the memory. */
function tableOf({ worth, trained, lags }: Found, style: Style): string {
  const largest = worth.reduce((most, { k }) => Math.max(most, k), 0);
  const few = worth.filter(({ k }) => k <= 1 || k === largest || trained.some((one) => one.k === k));
  const shown = trained.length > 0 || few.length > 3 ? few : worth.filter((_, i) => i % 6 === 0 || i <= 1);
  const ks = shown.length > 0 ? shown.map(({ k }) => k) : trained.map(({ k }) => k);
  const rows = ks.map((k) => {
    const computed = worth.find((one) => one.k === k);
    const reached = trained.find((one) => one.k === k);
    return [
      k === 0 ? "0 (number of the step alone)" : k === 1 ? "1 (no memory)" : String(k),
      ...(worth.length > 0
        ? [
            computed && lags.length > 0 ? `${significant(100 * computed.within)} %` : "",
            computed ? meanText(computed) : "",
          ]
        : []),
      reached ? significant(reached.loss, 4) : "",
    ];
  });
  const known = worth.length > 0 ? ["in reach", "best, computed"] : [];
  return table(["window k", ...known, "trained"], rows, style);
}

/** A mean that does not vary but by rounding is exact. */
function meanText({ loss, error }: Worth): string {
  return significant(loss, 4) + (error > 1e-9 ? ` ± ${significant(2 * error, 1)}` : "");
}

function explained(task: Task, { sequences, trained, skipped, steps, worth }: Found): string {
  const widest = trained.at(-1);
  return [
    worth.length > 0
      ? `in reach: share of the answers whose lag is less than k. best: mean loss over ${sequences} drawn sequences of the task's own best answers from the last k inputs and the number of the step, ± two standard errors; no training beats it but by chance.`
      : "What k inputs are worth at best is not known of this task.",
    widest
      ? `trained: a network of 64 ReLU units over the same inputs (${windowed(task, widest.k).input} at k = ${widest.k}) after ${steps} steps, on ${ANSWERS} fresh answers; it shows what was found, not what can be.`
      : "",
    skipped.length > 0 ? `Too wide to train: k = ${skipped.join(", ")}.` : "",
  ]
    .filter((line) => line !== "")
    .join(" ");
}
