import { Interrupted } from "../command.js";
import { number } from "../options/number.js";
export const summary = "the tour: plain RNN, LSTM and GRU on the adding problem";
export const group = "Experiments";
const STEPS = 1000;
export async function build(command, context) {
    const { addExperiment } = await import("../options/experiment.js");
    addExperiment(command, { groups: ["Machine"], only: (key) => key !== "precision" });
    command
        .option("--steps <n>", `optimisation steps of each at most (default: ${STEPS})`, number("--steps"))
        .option("--quiet", "show no progress")
        .addHelpText("after", examples)
        .action((given) => demo(given, context));
}
const examples = `
Shows the gradient through time before training, trains each network until the
task is solved or its steps are over, and shows what that did to loss and
gradient. Takes some seconds; without a C compiler, half a minute.

Examples:
  hindsight demo
  hindsight demo --seed 2 --steps 2000

Sources: the adding problem: Hochreiter & Schmidhuber 1997; the form used here:
Arjovsky, Shah & Bengio 2016.`;
/** The plain RNN as it is usually started, and each cell with our recommended start. */
const NETWORKS = [
    { name: "rnn (pytorch)", cell: "rnn", init: "pytorch" },
    { name: "rnn", cell: "rnn" },
    { name: "lstm", cell: "lstm" },
    { name: "gru", cell: "gru" },
];
async function demo(given, context) {
    const { terminal, version } = context;
    const [{ initialProfile, run }, { experimentFrom }, { taskFrom }] = await Promise.all([
        import("../../src/lab/index.js"),
        import("../options/record.js"),
        import("../options/task.js"),
    ]);
    const [{ follow }, pages, { progress }, { interruptible }] = await Promise.all([
        import("../follow.js"),
        import("../pages/demo.js"),
        import("../progress.js"),
        import("../interrupt.js"),
    ]);
    const { style } = terminal;
    const task = taskFrom("adding", {});
    const notice = (message) => terminal.note(`hindsight: ${message}`);
    const networks = NETWORKS.map(({ name, ...options }) => {
        return { name, experiment: experimentFrom(task, { steps: STEPS, ...given, ...options }) };
    });
    terminal.print(`${pages.introduction(task, style)}\n`);
    const told = await interruptible(terminal, async (signal) => {
        const before = [];
        for (const { name, experiment } of networks) {
            if (terminal.isLive && !given.quiet)
                terminal.status(`measuring ${name}`);
            before.push({ name, profile: (await initialProfile(experiment, task, { notice })).profile });
        }
        terminal.print(`${pages.before(before, style)}\n`);
        const told = [];
        for (const { name, experiment } of networks) {
            if (signal.aborted)
                break;
            const live = given.quiet ? () => undefined : progress(terminal, experiment.steps, name);
            const one = await follow(name, run(experiment, task, { signal, version, notice }), live);
            terminal.print(pages.ended(one, style));
            told.push(one);
        }
        return told;
    });
    terminal.print(`\n${pages.after(task, told, style)}`);
    if (told.length < networks.length || told.some(({ end }) => end.status === "interrupted"))
        throw new Interrupted();
}
