import type { Command } from "commander";
import type { Context } from "../command.js";
import type { GivenSweep } from "../options/sweep.js";

export const summary = "which of several settings is better, and how sure that is";
export const group = "Experiments";

export async function build(command: Command, context: Context): Promise<void> {
  const [{ addFront, addSweep }, { familyIn, taskArgument, taskOptionsHelp }] = await Promise.all([
    import("../options/sweep.js"),
    import("../options/task.js"),
  ]);
  const family = familyIn(context.argv);
  taskArgument(command, "<task>");
  addSweep(command, family);
  addFront(command);
  command
    .addHelpText("after", taskOptionsHelp(family) + help)
    .action((name: string, given: Readonly<Record<string, unknown>> & GivenSweep) =>
      compare(name, given, context),
    );
}

const help = `
Options take lists: every combination is a setting, and every setting is run
with the same seeds. The first setting is compared with every other in pairs of
equal seeds. Runs are stored: asked again, only what is missing is computed.

Examples:
  hindsight compare adding --T 200 --cell rnn,lstm,gru --seeds 5
  hindsight compare adding --cell rnn,lstm --init pytorch,hindsight \\
    --clip none,norm:1 --seeds 5
  hindsight compare copy --cell lstm,gru --fair parameters
  hindsight compare adding --cell rnn,lstm --tune lr=0.0001..0.1 --trials 8

Ctrl-C ends the runs at work and shows what there is; the same command goes on.
Exit code 1: some runs failed. The same with a file: hindsight sweep.`;

async function compare(
  name: string,
  given: Readonly<Record<string, unknown>> & GivenSweep,
  context: Context,
): Promise<void> {
  const [{ fromOptions }, { front }] = await Promise.all([
    import("../sweep/description.js"),
    import("../sweep/front.js"),
  ]);
  await front(fromOptions(name, given), given, { compares: true }, context);
}
