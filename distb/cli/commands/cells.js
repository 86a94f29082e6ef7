export const summary = "list the recurrent cells, or tell about one";
export const group = "Reference";
export function build(command, { terminal }) {
    command
        .argument("[name]", "tell about this cell alone")
        .addHelpText("after", "\nExamples:\n  hindsight cells\n  hindsight cells gru\n  hindsight show gru     its equations")
        .action(async (name) => {
        const { cellList, cellPage } = await import("../pages/cells.js");
        terminal.print(name === undefined ? cellList(terminal.style) : cellPage(name, terminal.style));
    });
}
