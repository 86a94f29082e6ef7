import type { Command } from "commander";
import type { CaseRecord, MachineRecord } from "../../benchmarks/index.js";
import { type Context, Interrupted } from "../command.js";
import { list, whole } from "../options/number.js";

export const summary = "measure how often the rules of diagnosis are right";
export const group = "Reference";

/** Seeds 1 and 2 were looked at while the corpus was put together. */
const FIRST = 3;

interface Given {
  readonly seeds: number;
  readonly seed: number;
  readonly labels?: readonly string[];
  readonly from?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export function build(command: Command, context: Context): void {
  command
    .option("--seeds <n>", "seeds of every configuration", whole("--seeds", 2, 10_000), 20)
    .option("--seed <n>", "the first of them", whole("--seed", 1, 1_000_000), FIRST)
    .option(
      "--labels <names>",
      "train these labels only, e.g. dead,saturated",
      list("--labels", (text) => text),
    )
    .option("--from <file>", "score the records of an earlier --json instead of training")
    .option("--json", "print the machine, then one trained and diagnosed run a line")
    .option("--quiet", "show no progress")
    .addHelpText("after", help)
    .action((given: Given) => calibrate(given, context));
}

const help = `
Trains a labelled corpus of small configurations, five minutes on one core, and
compares what the rules say with what was done to them: healthy ones, and the
same with one change each that makes the gradient vanish or explode, units die
or saturate, steps too long or too short, the start poor, or clips the gradient
away. A run counts only if it fails while its twin without the change learns.

Thresholds are chosen on odd seeds (the sweep), figures are those of even ones.

Examples:
  hindsight calibrate
  hindsight calibrate --seed 23
  hindsight calibrate --json > corpus.jsonl
  hindsight calibrate --from corpus.jsonl`;

async function calibrate(given: Given, { terminal, version }: Context): Promise<void> {
  const [benchmarks, { jsonLine }, { calibrationPage }, { machineLine }, { interruptible }, { named }] =
    await Promise.all([
      import("../../benchmarks/index.js"),
      import("../../src/lab/index.js"),
      import("../pages/calibration.js"),
      import("../pages/bench.js"),
      import("../interrupt.js"),
      import("../names.js"),
    ]);
  const { configurations, diagnosed, labels, scores } = benchmarks;
  const made = { ...benchmarks.machineRecord(version), date: new Date().toISOString().slice(0, 10) };
  const stored = given.from === undefined ? [] : await recordsOf(given.from);
  const where = given.from === undefined ? made : stored.find((record) => record.kind === "machine");
  const records = stored.filter((record) => record.kind === "case");
  if (given.json) terminal.print(jsonLine(made));
  const wanted = new Set<string>(given.labels?.map((name) => named("label", name, labels)) ?? labels);
  // A fault says something only beside its twin without it.
  const chosen = configurations.filter(({ label }) => label === "healthy" || wanted.has(label));
  const runs = given.from === undefined ? chosen.length * given.seeds : 0;
  const { duration } = await import("../../src/report/index.js");
  const started = performance.now();
  await interruptible(terminal, async (signal) => {
    for (let n = 0; n < runs; n++) {
      // Seed by seed, so that what an interrupt leaves is a smaller corpus.
      const [of, seed] = [chosen[n % chosen.length], given.seed + Math.floor(n / chosen.length)];
      if (!of) continue;
      if (!given.quiet && !given.json && terminal.isLive) {
        const left =
          n === 0 ? "" : `  ETA ${duration(((performance.now() - started) / 1000) * (runs / n - 1))}`;
        terminal.status(`${n} / ${runs} ${of.base} ${of.fault}`.slice(0, terminal.notes.width - 16) + left);
      }
      const record = await diagnosed(of, seed);
      if (given.json) terminal.print(jsonLine(record));
      else records.push(record);
      await new Promise((resolve) => setImmediate(resolve)); // lets signals be heard
      if (signal.aborted) throw new Interrupted();
    }
  });
  if (given.json) return;
  const head = where ? `${machineLine(where, terminal.style)}\n${where.date}\n\n` : "";
  terminal.print(head + calibrationPage(scores(records), terminal.style));
}

/** Where and when a corpus was made. */
type Made = MachineRecord & { readonly date: string };

async function recordsOf(file: string): Promise<(CaseRecord | Made)[]> {
  const [{ readFile }, { parseJsonLine, refuse }] = await Promise.all([
    import("node:fs/promises"),
    import("../../src/lab/index.js"),
  ]);
  const text = await readFile(file, "utf8").catch(() =>
    refuse(`--from must be a file that hindsight calibrate --json wrote, but ${file} cannot be read.`),
  );
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line, i) => {
      try {
        const record = parseJsonLine(line) as object as CaseRecord | Made;
        if (record.kind === "case" || record.kind === "machine") return record;
      } catch {}
      return refuse(
        `--from must be a file that hindsight calibrate --json wrote, but line ${i + 1} of ${file} is no such record.`,
      );
    });
}
