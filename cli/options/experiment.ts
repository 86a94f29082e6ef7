import { type Command, Option } from "commander";
import { experimentSchema } from "../../src/lab/index.js";
import { wrappers } from "../../src/wrap/index.js";
import { list, number, type Reader, schedule, whole, wordOrNumber } from "./number.js";
import { type Field, fieldsOf } from "./schema.js";

export type Group = "Network" | "Initialisation" | "Training" | "Machine";

/** One option of an experiment. */
export interface ExperimentOption {
  readonly flags: string;
  readonly group: Group;
  /** Its field in the experiment; absent where several options make one field. */
  readonly path?: string;
  /** Help text, where it is not that of the field. */
  readonly text?: string;
  readonly read?: (flag: string) => Reader<unknown>;
  /** May be a list where a command asks for several experiments. */
  readonly varies?: boolean;
  /** In a list, whether a text begins another value: told where values have options that commas separate, too. */
  readonly begins?: (text: string) => boolean;
  readonly conflicts?: readonly string[];
}

const word = () => (text: string) => text;

/** Every option of an experiment. Ranges are left to the experiment's schema. */
export const experimentOptions: readonly ExperimentOption[] = [
  {
    flags: "--cell <name>",
    group: "Network",
    path: "layers.cell",
    text: "recurrent cell, see hindsight cells (default: lstm)",
    read: word,
    varies: true,
  },
  { flags: "--hidden <n>", group: "Network", path: "layers.hidden", read: number, varies: true },
  {
    flags: "--depth <n>",
    group: "Network",
    text: "layers of that cell on top of each other (default: 1)",
    read: (flag) => whole(flag, 1, 1000),
    varies: true,
  },
  {
    flags: "--layers <stack>",
    group: "Network",
    text: "a mixed stack, lowest first: lstm:64,dense-tanh:32",
    conflicts: ["cell", "hidden", "depth"],
  },
  {
    flags: "--wrap <wrappers>",
    group: "Network",
    path: "layers.wrap",
    text: "wrappers around every cell, innermost first, see hindsight cells, e.g. residual",
    read: word,
    varies: true,
    begins: (text) => text === "" || wrappers.has(/^[\w-]*/.exec(text)?.[0] ?? ""),
  },

  {
    flags: "--init <preset>",
    group: "Initialisation",
    path: "init.preset",
    text: "initialisers for every role of parameter: hindsight, pytorch, keras, irnn (default: hindsight)",
    read: word,
    varies: true,
  },
  { flags: "--gain <x>", group: "Initialisation", path: "init.gain", read: number, varies: true },
  {
    flags: "--forget-bias <x>",
    group: "Initialisation",
    path: "init.forgetBias",
    read: (flag) => wordOrNumber(flag, "chrono"),
    varies: true,
  },
  { flags: "--input-init <how>", group: "Initialisation", path: "init.input", read: word, varies: true },
  {
    flags: "--recurrent-init <how>",
    group: "Initialisation",
    path: "init.recurrent",
    text: "initialiser of the recurrent matrices, e.g. orthogonal:1.5, identity",
    read: word,
    varies: true,
  },
  { flags: "--bias-init <how>", group: "Initialisation", path: "init.bias", read: word, varies: true },
  { flags: "--readout-init <how>", group: "Initialisation", path: "init.readout", read: word, varies: true },

  { flags: "--batch <n>", group: "Training", path: "batch", read: number, varies: true },
  { flags: "--steps <n>", group: "Training", path: "steps", read: number, varies: true },
  {
    flags: "--lr <x>",
    group: "Training",
    text: "learning rate of Adam (default: 0.005)",
    read: number,
    varies: true,
  },
  {
    flags: "--clip <how>",
    group: "Training",
    text: "clip the gradient: none, a norm, or value:<x> (default: 1)",
    read: word,
    varies: true,
  },
  {
    flags: "--chain <links>",
    group: "Training",
    path: "chain",
    text: 'optimiser chain instead of --lr and --clip, e.g. "clip-norm:1 sgd:lr=0.1,momentum=0.9"',
    conflicts: ["lr", "clip"],
  },
  { flags: "--omega <x>", group: "Training", path: "omega", read: number, varies: true },
  {
    flags: "--unroll <n>",
    group: "Training",
    path: "unroll",
    text: "steps of backpropagation through time, or full (default: full)",
    read: (flag) => wordOrNumber(flag, "full"),
    varies: true,
  },
  {
    flags: "--data <n>",
    group: "Training",
    path: "data",
    text: "fresh sequences for every step, or a fixed set of so many (default: fresh)",
    read: (flag) => wordOrNumber(flag, "fresh"),
    varies: true,
  },
  {
    flags: "--patience <n>",
    group: "Training",
    path: "patience",
    text: "stop early after so many evaluations without a better loss, and keep the best parameters (default: off)",
    read: (flag) => wordOrNumber(flag, "off"),
    varies: true,
  },
  { flags: "--eval-every <n>", group: "Training", path: "evaluate.every", read: number },
  { flags: "--eval-sequences <n>", group: "Training", path: "evaluate.sequences", read: number },
  { flags: "--profile-every <n>", group: "Training", path: "profile.every", read: number },
  {
    flags: "--probe <when>",
    group: "Training",
    path: "probe",
    text: "all measurements on a schedule, e.g. every=100; see hindsight probe",
    read: schedule,
  },
  { flags: "--spectra", group: "Training", path: "profile.spectra" },
  {
    flags: "--criterion <name>",
    group: "Training",
    path: "criterion",
    text: "when the task counts as solved, see hindsight tasks <name>",
    read: word,
  },
  { flags: "--no-stop", group: "Training", text: "go on after the task is solved" },

  { flags: "--seed <n>", group: "Machine", path: "seed", read: number },
  {
    flags: "--precision <name>",
    group: "Machine",
    path: "precision",
    text: "float32 or float64; interp is always float64 (default: float32)",
    read: word,
  },
  {
    flags: "--backend <name>",
    group: "Machine",
    path: "backend",
    text: "auto, native (needs a C compiler), wasm, interp (slow) (default: auto)",
    read: word,
  },
  { flags: "--threads <n>", group: "Machine", path: "threads", read: number },
  { flags: "--checkpoint <how>", group: "Machine", path: "checkpoint", read: word },
];

/** The long flag of an option, and its name among commander's values. */
export function flagOf({ flags }: ExperimentOption): { flag: string; key: string } {
  return { flag: flags.split(" ")[0] ?? flags, key: new Option(flags).attributeName() };
}

/** Adds the options of these groups; with `many`, those that vary take lists. */
export function addExperiment(
  command: Command,
  {
    groups,
    only = () => true,
    many = false,
  }: { groups: readonly Group[]; only?: (key: string) => boolean; many?: boolean },
): void {
  const fields = fieldsOf(experimentSchema);
  for (const option of experimentOptions) {
    const { flag, key } = flagOf(option);
    if (!groups.includes(option.group) || !only(key)) continue;
    const made = new Option(option.flags, option.text ?? textOf(option.path, fields)).helpGroup(
      `${option.group}:`,
    );
    const read = option.read?.(flag);
    if (read) made.argParser(many && option.varies ? list(flag, read, option.begins) : read);
    command.addOption(made.conflicts([...(option.conflicts ?? [])]));
  }
}

function textOf(path: string | undefined, fields: ReadonlyMap<string, Field>): string {
  const field = fields.get(path ?? "");
  if (!field) throw new Error(`the experiment has no field ${path}`);
  return field.description + (field.default === undefined ? "" : ` (default: ${field.default})`);
}
