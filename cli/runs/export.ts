import { type Command, Option } from "commander";
import type { Context } from "../command.js";
import { addStore, folderOf, type GivenStore } from "../options/store.js";

interface Given extends GivenStore {
  readonly format: "csv" | "parquet";
  readonly out?: string;
  readonly settings?: boolean;
  readonly profiles?: boolean;
}

/** `hindsight runs export`. */
export function addExport(runs: Command, context: Context): void {
  const made = runs
    .command("export <runs...>")
    .description("write the metrics of runs as a table: a row for each step and each evaluation")
    .addOption(new Option("--format <name>", "what to write").choices(["csv", "parquet"]).default("csv"))
    .option("--out <file>", "where to (default: stdout, for csv)")
    .option("--settings", "with a column for each setting of the experiments")
    .addOption(
      new Option("--profiles", "gradient profiles instead: a row for each time step").conflicts("settings"),
    );
  addStore(made);
  made.action((names: readonly string[], given: Given) => write(names, given, context));
}

async function write(names: readonly string[], given: Given, { terminal }: Context): Promise<void> {
  const { format, out, settings, profiles } = given;
  if (format === "parquet" && out === undefined)
    throw new RangeError("--format parquet needs a file to write to; add --out <file>.");
  const { metricRows, namedRun, openStore, profileRows, save, storeFolder, toCsv, toParquet } = await import(
    "../../src/store/index.js"
  );
  const store = openStore(storeFolder(folderOf(given)));
  const found = names.map((name) => namedRun(store, name));
  const table = profiles ? profileRows(found) : metricRows(found, { settings: settings ?? false });
  const data = await (format === "csv" ? toCsv(table) : toParquet(table));
  if (out === undefined) terminal.print(String(data).trimEnd());
  else {
    save(out, data);
    terminal.print(`${table.rows.length} rows of ${table.names.length} columns in ${out}`);
  }
}
