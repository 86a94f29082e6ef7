import type { Command } from "commander";
import type { Context } from "../command.js";
import type { GivenSweep } from "../options/sweep.js";

export const summary = "many runs from a file: grid, random search, halving";
export const group = "Experiments";

export async function build(command: Command, context: Context): Promise<void> {
  const [{ addFront, addSweep }, { familyIn }] = await Promise.all([
    import("../options/sweep.js"),
    import("../options/task.js"),
  ]);
  command.argument("[what]", "a sweep file, or a task with options that are lists");
  // The file says everything itself; a task needs its options.
  const family = familyIn(context.argv.slice(1, 2));
  if (family) addSweep(command, family);
  addFront(command);
  command
    .option("--schema", "print the JSON Schema of sweep files, for editors")
    .addHelpText("after", help)
    .action((what: string | undefined, given: Given) => sweep(what, given, context));
}

type Given = Readonly<Record<string, unknown>> & GivenSweep & { readonly schema?: boolean };

const help = `
A file:
  # yaml-language-server: $schema=./node_modules/hindsight-lab/sweep.schema.json
  experiment:                      # what all runs have in common
    task: { name: adding, T: 100 }
    hidden: 32
    steps: 2000
  vary:                            # every combination is a setting
    cell: [rnn, lstm, gru]
    lr: { min: 0.0005, max: 0.05, scale: log, points: 5 }
    init.preset: [pytorch, hindsight]
    task.T: [100, 200]
  seeds: 5                         # the same for every setting
  search: grid                     # or { kind: random, n: 20, seed: 1 }
                                   # or { kind: halving, start: 200, eta: 3 }
  fair: parameters                 # optional: hidden sizes of equal cost
  tune:                            # optional: equal tuning budgets
    vary: { clip: [none, 1] }
    n: 8

Examples:
  hindsight sweep sweep.yaml
  hindsight sweep adding --cell lstm,gru --lr 0.001,0.01 --T 100,200 --seeds 5
  hindsight sweep adding --help
  hindsight sweep --schema > sweep.schema.json

Runs are kept in the store; the same command again computes only what is
missing, after Ctrl-C, a kill, or with more values. A run that diverges or fails
is a row. Exit code 1: some runs failed.

Sources: random search: Bergstra & Bengio 2012; halving: Jamieson & Talwalkar
2016.`;

async function sweep(what: string | undefined, given: Given, context: Context): Promise<void> {
  if (given.schema) {
    const { sweepJsonSchema } = await import("../../src/sweep/index.js");
    context.terminal.print(JSON.stringify(sweepJsonSchema(), null, 2));
    return;
  }
  if (what === undefined)
    throw new RangeError("A sweep needs a file or a task; write hindsight sweep sweep.yaml.");
  const [{ fromFile, fromOptions }, { front }, { families }] = await Promise.all([
    import("../sweep/description.js"),
    import("../sweep/front.js"),
    import("../../tasks/index.js"),
  ]);
  const described = Object.hasOwn(families, what) ? fromOptions(what, given) : fromFile(what);
  await front(described, given, { compares: false }, context);
}
