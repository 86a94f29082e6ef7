import type { Command } from "commander";
import type { Context } from "../command.js";

export const summary = "list the links of the optimiser chain, or tell about one";
export const group = "Reference";

export function build(command: Command, { terminal }: Context): void {
  command
    .argument("[name]", "tell about this link alone")
    .addHelpText("after", examples)
    .action(async (name: string | undefined) => {
      const { linkList, linkPage } = await import("../pages/links.js");
      terminal.print(name === undefined ? linkList(terminal.style) : linkPage(name, terminal.style));
    });
}

const examples = `
Examples:
  hindsight links
  hindsight links plateau
  hindsight train adding --chain \\
    "clip-norm:1 adam:lr=0.01 warmup:100 plateau:0.5,patience=3"`;
