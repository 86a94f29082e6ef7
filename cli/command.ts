import type { Command } from "commander";
import type { Terminal } from "./terminal.js";

/** What a command may use of the process. */
export interface Context {
  readonly terminal: Terminal;
  /** Version of Hindsight. */
  readonly version: string;
  /** The words after `hindsight`, for a command whose options depend on its arguments. */
  readonly argv: readonly string[];
}

/**
 * A command: one file in `commands/`, whose name is the command's name. The file imports nothing heavy; `build` and
 * its action import what they need when they run.
 */
export interface CommandModule {
  /** One line for the list of commands. */
  readonly summary: string;
  /** Heading under which the list of commands shows it. */
  readonly group: "Experiments" | "Reference";
  /** Adds arguments, options, help and the action. */
  build(command: Command, context: Context): void | Promise<void>;
}

/** Thrown by an action that was interrupted and has shown what there was. */
export class Interrupted extends Error {
  override name = "Interrupted";
}

/** Thrown by an action that did its work and has said what of it failed, e.g. that a run could not be stored. */
export class Incomplete extends Error {
  override name = "Incomplete";
}
