import { Argument, type Command } from "commander";
import type { BenchRecord, Listener, StepOptions } from "../../benchmarks/index.js";
import { type Context, Interrupted } from "../command.js";
import type { Bench, GivenBench } from "../options/bench.js";
import { list, whole } from "../options/number.js";
import type { Terminal } from "../terminal.js";

export const summary = "measure training speed against the limits of this machine";
export const group = "Reference";

export async function build(command: Command, context: Context): Promise<void> {
  const { benches, QUICK, ROUNDS } = await import("../options/bench.js");
  const words = (flag: string) => list(flag, (text) => text);
  const numbers = (flag: string) => list(flag, whole(flag, 1, 64));
  command
    .addArgument(new Argument("[what]", "what to measure").choices([...benches]).default("steps"))
    .option(
      "--cells <names>",
      'cells to measure, with wrappers ("lstm zoneout:0.1"), or all',
      words("--cells"),
    )
    .option("--shapes <TxBxH,...>", "steps x batch x hidden units (default: five)", words("--shapes"))
    .option("--backend <names>", "native, wasm, interp (default: what applies)", words("--backend"))
    .option("--threads <n,...>", "threads of the native backend (default: 1,2)", numbers("--threads"))
    .option("--rounds <n>", `rounds in turn (default: ${ROUNDS})`, whole("--rounds", 1, 10_000))
    .option("--quick", `small sizes and ${QUICK} rounds: a look, not a result`)
    .option("--json", "print one record a line, and nothing else")
    .option("--quiet", "show no progress")
    .addHelpText("after", help)
    .action((what: Bench, given: GivenBench) => bench(what, given, context));
}

const help = `
  steps    training steps of every cell: forward, backward, gradient norm,
           clipping and Adam on the adding problem, against the machine's limit;
           ten minutes
  peers    the same steps on PyTorch, JAX, TensorFlow.js and jax-js, which are
           installed into benchmarks/peers on first use (6 GB)
  growth   time against T, B and H
  data     making a batch, as a share of a step
  update   gradient norm, clipping and Adam alone, likewise
  probe    recording the gradient profile of every step, likewise
  start    the command line and the first training step, from process start

What is timed is verified first: against the interpreter, against another
backend, and for the same bits in a second run. Figures are medians of rounds
in which all that are compared take turns. FLOP are counted as 6 T B times the
input and recurrent weights. The limit is measured in the same rounds:
multiply-adds in registers for native, the inner loop of a matrix product for
wasm.

Examples:
  hindsight bench --quick
  hindsight bench --cells lstm,gru --shapes 200x32x128,750x20x80
  hindsight bench --cells "lstm,lstm zoneout:0.1,lstm orthogonal" --quick
  hindsight bench peers --cells lstm
  hindsight bench growth --json > growth.jsonl`;

async function bench(what: Bench, given: GivenBench, { terminal, version }: Context): Promise<void> {
  const [benchmarks, { benchOptions }, { benchPage, groupOf, machineLine }, { interruptible }] =
    await Promise.all([
      import("../../benchmarks/index.js"),
      import("../options/bench.js"),
      import("../pages/bench.js"),
      import("../interrupt.js"),
    ]);
  const options = benchOptions(what, given, (message) => terminal.note(`hindsight: ${message}`));
  const machine = benchmarks.machineRecord(version);
  terminal.print(given.json ? JSON.stringify(machine) : machineLine(machine, terminal.style));

  const refused: string[] = [];
  let group: BenchRecord[] = [];
  const printGroup = () => {
    if (group.length > 0) terminal.print(`\n${benchPage(group, terminal.style)}`);
    group = [];
  };
  await interruptible(terminal, async (signal) => {
    const show = given.quiet || given.json || !terminal.isLive ? undefined : await progress(terminal);
    const listen: Listener = async (now, done) => {
      show?.(now, done);
      await new Promise((resolve) => setImmediate(resolve)); // lets signals be heard
      return !signal.aborted;
    };
    for await (const record of start(benchmarks, what, options, listen)) {
      if ("reason" in record) refused.push(record.reason);
      if (given.json) terminal.print(JSON.stringify(record));
      else {
        if (group[0] && groupOf(group[0]) !== groupOf(record)) printGroup();
        group.push(record);
      }
    }
    printGroup();
    if (signal.aborted) throw new Interrupted();
  });
  if (what !== "peers" && refused.length > 0)
    throw new Error(`${refused.length} results do not agree and were not timed, e.g. ${refused[0]}`);
}

function start(
  benchmarks: typeof import("../../benchmarks/index.js"),
  what: Bench,
  options: StepOptions & { readonly quick: boolean },
  listen: Listener,
): AsyncGenerator<BenchRecord> {
  const { benchGrowth, benchStart, growthSweeps } = benchmarks;
  if (what === "growth") return benchGrowth(options, growthSweeps(options.quick), listen);
  if (what === "start") return benchStart(options, listen);
  const others = {
    steps: benchmarks.benchSteps,
    peers: benchmarks.benchPeers,
    data: benchmarks.benchData,
    update: benchmarks.benchUpdate,
    probe: benchmarks.benchProbe,
  };
  return others[what](options, listen);
}

/** Shows what is done now, and when all will be. */
async function progress(terminal: Terminal): Promise<(now: string, done: number) => void> {
  const { duration } = await import("../../src/report/index.js");
  const started = performance.now();
  return (now, done) => {
    const left = ((performance.now() - started) / 1000) * (1 / done - 1);
    const line = done > 0 ? `${now}  ETA ${duration(left)}` : now;
    terminal.status(line.slice(0, terminal.notes.width - 1));
  };
}
