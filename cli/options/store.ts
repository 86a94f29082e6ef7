import type { Command } from "commander";
import { whole } from "./number.js";

/** Values of the options about the store, as commander names them. */
export interface GivenStore {
  readonly store?: string | boolean;
  readonly saveEvery?: number;
}

/** Adds the option that names the folder of runs. */
export function addStore(command: Command): void {
  command.option("--store <dir>", "folder of runs (default: $HINDSIGHT_STORE, or ./hindsight-runs)");
}

/** Adds the options of a command that stores a run. */
export function addSaving(command: Command): void {
  addStore(command);
  command.option(
    "--save-every <n>",
    "steps between checkpoints; they change no bit (default: every 10 seconds)",
    whole("--save-every", 1, 1e9),
  );
}

/** The folder that was asked for, if any. */
export function folderOf({ store }: GivenStore): string | undefined {
  return typeof store === "string" ? store : undefined;
}
