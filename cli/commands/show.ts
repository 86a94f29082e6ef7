import { type Command, Option } from "commander";
import type { Context } from "../command.js";
import { whole } from "../options/number.js";

export const summary = "print a cell's equations and the derived way back";
export const group = "Reference";

const LARGEST = 1_000_000;

export function build(command: Command, { terminal }: Context): void {
  const size = (flags: string, text: string, value: number) =>
    new Option(flags, text).argParser(whole(1, LARGEST)).default(value).helpGroup("Sizes:");
  command
    .argument("<cell>", "name of a cell; `hindsight cells` lists them")
    .option("--plan", "print the plan: products, fused loops, memory")
    .option("--c", "print the C that the native backend compiles")
    .option("--wat", "print the WebAssembly text of the wasm backend")
    .addOption(size("--T <n>", "time steps", 100))
    .addOption(size("--batch <n>", "sequences side by side", 32))
    .addOption(size("--hidden <n>", "hidden units", 64))
    .addOption(size("--input <n>", "inputs a step", 2))
    .addHelpText(
      "after",
      `
Examples:
  hindsight show lstm
  hindsight show gru --hidden 128 --batch 20
  hindsight show rnn --plan --T 50 | less`,
    )
    .action(async (name: string, options: ShowOptions) => {
      const { cellNamed } = await import("../pages/cells.js");
      const cell = cellNamed(name);
      const { code } = await import("../pages/code.js");
      const { equationsPage } = await import("../pages/show.js");
      terminal.print(code(cell, options) ?? equationsPage(cell, options, terminal.style));
    });
}

export interface ShowOptions {
  readonly T: number;
  readonly batch: number;
  readonly hidden: number;
  readonly input: number;
  readonly plan?: boolean;
  readonly c?: boolean;
  readonly wat?: boolean;
}
