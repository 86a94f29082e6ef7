import { type Command, Option } from "commander";
import type { Context } from "../command.js";
import { whole } from "../options/number.js";

export const summary = "print a cell's equations and the derived way back";
export const group = "Reference";

const LARGEST = 1_000_000;

export function build(command: Command, { terminal }: Context): void {
  const size = (flag: string, text: string, value: number) =>
    new Option(`${flag} <n>`, text)
      .argParser(whole(flag, 1, LARGEST))
      .default(value)
      .helpGroup("Sizes:");
  command
    .argument("<cell>", "name of a cell; `hindsight cells` lists them")
    .option("--wrap <wrappers>", "wrappers around the cell, e.g. residual; `hindsight cells` lists them")
    .addOption(new Option("--plan", "print the plan: products, fused loops, memory").conflicts(["c", "wat"]))
    .addOption(new Option("--c", "print the C of the native backend, for 512-bit vectors").conflicts("wat"))
    .option("--wat", "print the WebAssembly text of the wasm backend")
    .addOption(size("--T", "time steps", 100))
    .addOption(size("--batch", "sequences side by side", 32))
    .addOption(size("--hidden", "hidden units", 64))
    .addOption(size("--input", "inputs a step", 2))
    .addHelpText(
      "after",
      `
Examples:
  hindsight show lstm
  hindsight show gru --hidden 128 --batch 20
  hindsight show rnn --plan --T 50 | less`,
    )
    .action(async (name: string, options: ShowOptions) => {
      const { cellWrapped } = await import("../pages/cells.js");
      const cell = cellWrapped(name, options);
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
  readonly wrap?: string;
  readonly plan?: boolean;
  readonly c?: boolean;
  readonly wat?: boolean;
}
