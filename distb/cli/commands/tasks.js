export const summary = "list the tasks, or tell about one";
export const group = "Reference";
export async function build(command, { terminal, argv }) {
    const { addTask, familyIn, taskFrom } = await import("../options/task.js");
    addTask(command, familyIn(argv), "[name]");
    command
        .addHelpText("after", `
Examples:
  hindsight tasks
  hindsight tasks adding                       variants, baseline, lag, criteria
  hindsight tasks copy --T 200 --variant tcn   the same for chosen options`)
        .action(async (name, options) => {
        const { taskList, taskPage } = await import("../pages/tasks.js");
        terminal.print(name === undefined ? taskList(terminal.style) : taskPage(taskFrom(name, options), terminal.style));
    });
}
