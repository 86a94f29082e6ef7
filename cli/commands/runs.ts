import type { Command } from "commander";
import type { Context } from "../command.js";
import { addCompare } from "../runs/compare.js";
import { addExport } from "../runs/export.js";
import { addList } from "../runs/list.js";
import { addProbe } from "../runs/probe.js";
import { addRemove } from "../runs/remove.js";
import { addShow } from "../runs/show.js";

export const summary = "list, show, compare, probe, export and remove stored runs";
export const group = "Experiments";

export function build(command: Command, context: Context): void {
  command.helpCommand(false).usage("[list options] | <command> [options]").addHelpText("after", examples);
  for (const add of [addList, addShow, addCompare, addProbe, addExport, addRemove]) add(command, context);
}

const examples = `
Without a command it lists. A run is named by its name, by as much of the name
as no other run has, or by the path of its folder.

Examples:
  hindsight runs --task adding --sort loss
  hindsight runs show adding-lstm-1a2b3c4d
  hindsight runs compare adding-lstm adding-gru
  hindsight runs export adding-lstm --format parquet --out lstm.parquet`;
