import { Argument, type Command } from "commander";
import type { StepOptions } from "../../benchmarks/index.js";
import { type Context, Interrupted } from "../command.js";
import { named } from "../names.js";
import { list, whole } from "../options/number.js";

export const summary = "measure training speed against the limits of this machine";
export const group = "Reference";

const ROUNDS = 9;
const QUICK = 3;
/** One cell of each kind, for benchmarks that are not about cells. */
const FEW = ["rnn", "lstm", "gru"];
const BACKENDS = ["native", "wasm", "interp"] as const;

export function build(command: Command, context: Context): void {
  const names = (flag: string) => list(flag, (text) => text);
  command
    .addArgument(new Argument("[what]", "what to measure").choices([...kinds]).default("steps"))
    .option(
      "--cells <names>",
      "cells to measure, or all (default: steps: all; others: a few)",
      names("--cells"),
    )
    .option("--shapes <TxBxH,...>", "steps x batch x hidden units (default: five)", names("--shapes"))
    .option("--backend <names>", "native, wasm, interp (default: all that apply)", names("--backend"))
    .option(
      "--threads <n,...>",
      "threads of the native backend (default: 1,2)",
      list("--threads", whole("--threads", 1, 64)),
    )
    .option("--rounds <n>", `rounds in turn (default: ${ROUNDS})`, whole("--rounds", 1, 10_000))
    .option("--quick", `smaller sizes and ${QUICK} rounds: a look, not a result`)
    .option("--json", "print one record a line, and nothing else")
    .option("--quiet", "show no progress")
    .addHelpText("after", help)
    .action((what: Kind, given: Given) => bench(what, given, context));
}

const help = `
  steps    training steps of every cell: forward, backward, gradient norm,
           clipping and Adam on the adding problem, against the machine's limit
  peers    the same steps on PyTorch, JAX, TensorFlow.js and jax-js, which are
           installed into benchmarks/peers on first use (6 GB)
  growth   time against T, B and H
  data     making a batch, as a share of a step
  probe    recording the gradient profile of every step, likewise
  start    the command line and the first training step, from process start

What is timed is verified first: against the interpreter, against another
backend, and for the same bits in a second run. Figures are medians of rounds in
which all that are compared take turns. FLOP are counted as 6 T B times the input
and recurrent weights. The limit is measured in the same rounds: multiply-adds in
registers for native, the inner loop of a matrix product for wasm.

Examples:
  hindsight bench --quick
  hindsight bench --cells lstm,gru --shapes 200x32x128,750x20x80
  hindsight bench peers --cells lstm
  hindsight bench growth --json > growth.jsonl`;

const kinds = ["steps", "peers", "growth", "data", "probe", "start"] as const;
type Kind = (typeof kinds)[number];

interface Given {
  readonly cells?: readonly string[];
  readonly shapes?: readonly string[];
  readonly backend?: readonly string[];
  readonly threads?: readonly number[];
  readonly rounds?: number;
  readonly quick?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

async function bench(what: Kind, given: Given, { terminal, version }: Context): Promise<void> {
  const [benchmarks, { benchPages }, { interruptible }, { benchProgress }] = await Promise.all([
    import("../../benchmarks/index.js"),
    import("../pages/bench.js"),
    import("../interrupt.js"),
    import("../progress.js"),
  ]);
  const options = await optionsFrom(what, given, (message) => terminal.note(`hindsight: ${message}`));
  const { shapes, cells, backends, rounds } = options;
  const page = benchPages(terminal.style);
  const print = (text: string | undefined) => text !== undefined && terminal.print(text);
  const machine = benchmarks.machineRecord(version);
  print(given.json ? JSON.stringify(machine) : page.machine(machine));
  await interruptible(terminal, async (signal) => {});
}
