import { type Command, Option } from "commander";
import type { RunEntry, RunState } from "../../src/store/index.js";
import type { Context } from "../command.js";
import { named } from "../names.js";
import { whole } from "../options/number.js";
import { addStore, folderOf, type GivenStore } from "../options/store.js";

const STATES: readonly RunState[] = [
  "solved",
  "finished",
  "stopped early",
  "diverged",
  "interrupted",
  "unfinished",
  "running",
];
const LIMIT = 50;
const COMMANDS = ["list", "show", "compare", "export", "rm"];

/** What the list can be ordered by; a key is smaller for what comes first. */
const ORDERS = {
  created: () => 0, // as the store lists them: newest first
  loss: ({ loss = Number.POSITIVE_INFINITY }: RunEntry) =>
    Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss,
  step: ({ step }: RunEntry) => -step,
  seed: ({ seed }: RunEntry) => seed,
  task: ({ task }: RunEntry) => task,
  cell: ({ cells }: RunEntry) => cells.join(","),
  status: ({ state }: RunEntry) => STATES.indexOf(state),
} satisfies Readonly<Record<string, (entry: RunEntry) => number | string>>;

interface Given extends GivenStore {
  readonly task?: string;
  readonly cell?: string;
  readonly status?: string;
  readonly sort: keyof typeof ORDERS;
  readonly reverse?: boolean;
  readonly limit: number;
  readonly json?: boolean;
}

/** `hindsight runs list`, or `hindsight runs`. */
export function addList(runs: Command, context: Context): void {
  const list = runs
    .command("list", { isDefault: true })
    .summary("list stored runs")
    .description("list stored runs, newest first")
    .option("--task <name>", "only those on this task")
    .option("--cell <name>", "only those with this cell in a layer")
    .addOption(new Option("--status <name>", "only those that ended, or stand, so").choices([...STATES]))
    .addOption(new Option("--sort <key>", "what to order by").choices(Object.keys(ORDERS)).default("created"))
    .option("--reverse", "the other way round")
    .option("--limit <n>", "at most so many; 0: all", whole("--limit", 0, 1e9), LIMIT)
    .option("--json", "print one run a line, and nothing else");
  addStore(list);
  list.allowExcessArguments().action((given: Given) => {
    const [word] = list.args;
    if (word !== undefined) named("command of runs", word, COMMANDS);
    return print(given, context);
  });
}

async function print(given: Given, { terminal }: Context): Promise<void> {
  const [{ listRuns, openStore, storeFolder }, { listPage }] = await Promise.all([
    import("../../src/store/index.js"),
    import("../pages/runs.js"),
  ]);
  const store = openStore(storeFolder(folderOf(given)));
  const { runs, damaged } = listRuns(store);
  for (const { why } of damaged) terminal.note(`hindsight: ${why}`);
  const matching = sorted(
    runs.filter((entry) => matches(entry, given)),
    given,
  );
  const shown = given.limit === 0 ? matching : matching.slice(0, given.limit);
  if (given.json) for (const entry of shown) terminal.print(JSON.stringify(entry));
  else
    terminal.print(listPage(shown, { matching: matching.length, all: runs.length, store }, terminal.style));
}

function matches({ task, cells, state }: RunEntry, given: Given): boolean {
  return (
    (given.task === undefined || task === given.task) &&
    (given.cell === undefined || cells.includes(given.cell)) &&
    (given.status === undefined || state === given.status)
  );
}

function sorted(entries: readonly RunEntry[], { sort, reverse }: Given): RunEntry[] {
  const key = ORDERS[sort];
  const ordered = entries
    .map((entry) => ({ entry, key: key(entry) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ entry }) => entry);
  return reverse ? ordered.reverse() : ordered;
}
