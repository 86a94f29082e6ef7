import { Command } from "commander";
import { expect, it } from "vitest";
import { addExperiment } from "../../cli/options/experiment.js";
import { experimentFrom } from "../../cli/options/record.js";
import { addTaskOptions, taskFrom } from "../../cli/options/task.js";
import { quoted, wordsFor } from "../../cli/options/words.js";
import { ablation, cures } from "../../src/cures/index.js";
import { type Experiment, parseExperiment } from "../../src/lab/index.js";
import { families, makeTask } from "../../tasks/index.js";

/** The experiment that `hindsight train` makes of these words. */
function read(words: readonly string[]): Experiment | undefined {
  const command = new Command("train").argument("<task>");
  addTaskOptions(command, families[words[0] ?? ""]);
  addExperiment(command, { groups: ["Network", "Initialisation", "Training", "Machine"] });
  let made: Experiment | undefined;
  command.action((name: string, given: Record<string, unknown>) => {
    made = experimentFrom(taskFrom(name, given), given);
  });
  command.parse([...words], { from: "user" });
  return made;
}

const task = makeTask("copy", { T: 30 });
const bases = [
  { layers: [{ cell: "lstm" }] },
  {
    layers: [{ cell: "rnn", hidden: 12 }, { cell: "gru" }],
    init: { preset: "pytorch", gain: 1.2, bias: "normal:0.1" },
    chain: "adam:lr=0.01",
    unroll: 20,
    steps: 70,
    data: 500,
    stopWhenSolved: false,
    profile: { every: 10, spectra: true },
    probe: { every: 20 },
    evaluate: { every: 7 },
    precision: "float64",
  },
  {
    layers: [
      { cell: "rnn-relu", wrap: "residual" },
      { cell: "rnn-relu", wrap: "residual" },
    ],
    chain: "clip-value:0.1 sgd:lr=0.1,momentum=0.9 cosine:500",
    patience: "off",
    omega: 2,
  },
];

it("the words for an experiment make that experiment, and so they do with every cure", () => {
  for (const more of bases) {
    const base = parseExperiment({ task: { ...task.options, name: task.name }, ...more });
    const { settings } = ablation(base, [...cures.values()], task);
    for (const { experiment } of settings)
      expect(read(wordsFor(experiment) ?? [])).toEqual(JSON.parse(JSON.stringify(experiment)));
    expect(settings.length).toBeGreaterThan(15);
  }
});

it("defaults need no words, and what no option says has none", () => {
  const of = (layers: unknown) => wordsFor(parseExperiment({ task: { name: "adding" }, layers }));
  expect(of([{ cell: "lstm" }])).toEqual(["adding"]);
  expect(of([{ cell: "rnn" }, { cell: "rnn" }])).toEqual(["adding", "--cell", "rnn", "--depth", "2"]);
  expect(of([{ cell: "rnn", wrap: "residual" }, { cell: "rnn" }])).toBeUndefined();
});

it("a word with a blank is quoted for the shell", () => {
  expect(["--lr", "0.1", "a b", "it's"].map(quoted)).toEqual(["--lr", "0.1", "'a b'", "'it'\\''s'"]);
});
