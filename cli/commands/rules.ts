import type { Command } from "commander";
import type { Rule } from "../../src/diagnose/index.js";
import type { Context } from "../command.js";

export const summary = "list the rules of diagnosis: formula, thresholds, source";
export const group = "Reference";

export function build(command: Command, context: Context): void {
  command
    .argument("[rule]", "one rule alone")
    .option("--json", "print one rule a line, and nothing else")
    .addHelpText("after", examples)
    .action((name: string | undefined, given: { json?: boolean }) => list(name, given, context));
}

const examples = `
Thresholds are changed with hindsight diagnose --threshold <rule.name=x>.

Examples:
  hindsight rules
  hindsight rules vanishing
  hindsight diagnose adding --threshold vanishing.warn=1e-2`;

async function list(
  name: string | undefined,
  given: { readonly json?: boolean },
  { terminal }: Context,
): Promise<void> {
  const [{ rules }, { named }, { rulesPage }] = await Promise.all([
    import("../../src/diagnose/index.js"),
    import("../names.js"),
    import("../pages/rules.js"),
  ]);
  const ids = rules.map(({ id }) => id);
  const chosen: readonly Rule[] =
    name === undefined ? rules : rules.filter(({ id }) => id === named("rule", name, ids));
  if (given.json) for (const { judge: _, ...rule } of chosen) terminal.print(JSON.stringify(rule));
  else terminal.print(rulesPage(chosen, terminal.style));
}
