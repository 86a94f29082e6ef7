import { readdirSync } from "node:fs";
import { Command } from "commander";
import type { CommandModule, Context } from "./command.js";
import { answer } from "./errors.js";
import { named } from "./names.js";
import { openTerminal } from "./terminal.js";

/** Runs one command line, without the name of the program; returns the exit code. */
export async function main(argv: readonly string[], version: string): Promise<number> {
  const terminal = openTerminal(process, argv.includes("--no-color"));
  const { code, message } = await run({ terminal, version, argv: withoutHelpWord(argv) }).then(
    () => answer(undefined),
    (error: unknown) => answer(error),
  );
  if (message !== undefined) terminal.note(message);
  return code;
}

async function run(context: Context): Promise<void> {
  const { argv, terminal, version } = context;
  const { style } = terminal;
  const program = new Command("hindsight")
    .description("A laboratory for long-term memory in recurrent networks.")
    .usage("<command> [options]")
    .version(version, "-V, --version", "print the version")
    .option("--no-color", "print without colour (so does NO_COLOR)")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      outputError: () => undefined, // `answer` says it
      getOutHelpWidth: () => style.width,
      getOutHasColors: () => style.color,
    });

  const names = commandNames();
  const word = argv.find((argument) => !argument.startsWith("-"));
  if (word !== undefined) {
    const name = named("command", word, names);
    const module = await load(name);
    await module.build(program.command(name).description(module.summary), context);
  } else {
    const modules = await Promise.all(names.map(async (name) => ({ name, ...(await load(name)) })));
    for (const heading of HEADINGS) {
      const listed = modules.filter(({ group }) => group === heading);
      for (const { name, summary } of listed)
        program.command(name).description(summary).helpGroup(`${heading}:`);
    }
    program.addHelpText("after", examples).action(() => program.help());
  }
  await program.parseAsync(argv, { from: "user" });
}

const HEADINGS: readonly CommandModule["group"][] = ["Experiments", "Reference"];

const examples = `
Examples:
  hindsight demo                                 the tour, in under a minute
  hindsight train adding --cell lstm --T 100     train, see what happened
  hindsight profile adding --cell rnn,lstm,gru   before any training
  hindsight show lstm                            its equations, and the way back

Every command has its own --help. Exit codes: 0 done, 1 done but not stored or
not the same, 2 what was asked for cannot be done, 70 a bug in Hindsight, 130
interrupted. NO_COLOR, TERM=dumb and a LANG without UTF-8 are respected.`;

const COMMANDS = new URL("./commands/", import.meta.url);

/** The commands: the files in commands/. A new file there is a new command. */
function commandNames(): string[] {
  return readdirSync(COMMANDS)
    .filter((file) => file.endsWith(".js"))
    .map((file) => file.slice(0, -".js".length))
    .sort();
}

async function load(name: string): Promise<CommandModule> {
  return (await import(new URL(`${name}.js`, COMMANDS).href)) as CommandModule;
}

/** `help train` is `train --help`. */
function withoutHelpWord(argv: readonly string[]): readonly string[] {
  return argv[0] === "help" ? [...argv.slice(1), "--help"] : argv;
}
