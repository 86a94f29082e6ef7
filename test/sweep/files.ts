import { makeSweep, parseYaml, type Sweep } from "../../src/sweep/index.js";
import { makeTask } from "../../tasks/index.js";

/** The sweep of a file's text. */
export function sweepOf(text: string): Sweep {
  const { value, source } = parseYaml(text, "sweep.yaml");
  return makeSweep(value, source, makeTask);
}

/** Every kind of mistake in a sweep file, by what is wrong. */
export const mistakes: Readonly<Record<string, string>> = {
  "an empty file": "",
  "not YAML: an open bracket": "experiment:\n  task: { name: adding\n",
  "not YAML: a tab": "experiment:\n\ttask: 1\n",
  "a key twice": "seeds: 1\nseeds: 2\n",
  "an unknown anchor": "experiment: *base\n",
  "a list instead of an object": "- adding\n- copy\n",
  "an unknown key": "experiment: { task: { name: adding } }\nvaries: { cell: [rnn] }\n",
  "nothing below experiment": "experiment:\nvary:\n  cell: [rnn]\n",
  "no experiment": "vary: { cell: [rnn] }\n",
  "no task": "experiment: { cell: rnn }\n",
  "an unknown task": "experiment:\n  task: { name: addin }\n",
  "an unknown option of the task": "experiment:\n  task:\n    name: adding\n    TT: 10\n",
  "an option of the task out of range": "experiment:\n  task:\n    name: adding\n    T: 1\n",
  "an unknown field of the experiment": "experiment:\n  task: { name: adding }\n  step: 100\n",
  "an unknown field below a field": "experiment:\n  task: { name: adding }\n  init: { presets: pytorch }\n",
  "a text instead of a number": "experiment:\n  task: { name: adding }\n  steps: many\n",
  "a number out of range": "experiment:\n  task: { name: adding }\n  batch: 0\n",
  "a number that is not one": "experiment:\n  task: { name: adding }\n  lr: .nan\n",
  "an unknown cell": "experiment:\n  task: { name: adding }\n  cell: lstn\n",
  "an unknown cell in the layers": "experiment:\n  task: { name: adding }\n  layers:\n    - { cell: lstn }\n",
  "a wrong size in the layers":
    "experiment:\n  task: { name: adding }\n  layers:\n    - cell: rnn\n      hidden: 0\n",
  "an unknown preset": "experiment:\n  task: { name: adding }\n  init: { preset: torch }\n",
  "an unknown initialiser": "experiment:\n  task: { name: adding }\n  init: { recurrent: ortogonal }\n",
  "an unknown link of the chain": "experiment:\n  task: { name: adding }\n  chain: adamm\n",
  "an unknown clip": "experiment:\n  task: { name: adding }\n  clip: hard\n",
  "an unknown criterion": "experiment:\n  task: { name: adding }\n  criterion: mes\n",
  "an unknown axis": "experiment: { task: { name: adding } }\nvary:\n  cel: [rnn]\n",
  "an axis without its path": "experiment: { task: { name: adding } }\nvary:\n  T: [10, 20]\n",
  "an axis that is no list": "experiment: { task: { name: adding } }\nvary:\n  cell: rnn\n",
  "an empty list": "experiment: { task: { name: adding } }\nvary:\n  cell: []\n",
  "a wrong value in a list": "experiment: { task: { name: adding } }\nvary:\n  hidden: [8, sixteen]\n",
  "an unknown cell in a list":
    "experiment: { task: { name: adding } }\nvary:\n  cell:\n    - rnn\n    - lstn\n",
  "an option of the task out of range in a list":
    "experiment: { task: { name: adding } }\nvary:\n  task.T: [10, 1]\n",
  "an unknown option of the task as an axis":
    "experiment: { task: { name: adding } }\nvary:\n  task.U: [10, 1]\n",
  "a value twice": "experiment: { task: { name: adding } }\nvary:\n  lr: [0.1, 0.01, 0.1]\n",
  "the seed as an axis": "experiment: { task: { name: adding } }\nvary:\n  seed: [1, 2]\n",
  "a range on its head":
    "experiment: { task: { name: adding } }\nvary:\n  lr: { min: 1, max: 0.1 }\nsearch: { kind: random, n: 3 }\n",
  "a log range from zero":
    "experiment: { task: { name: adding } }\nvary:\n  lr: { min: 0, max: 0.1, scale: log }\n",
  "an unknown field of a range":
    "experiment: { task: { name: adding } }\nvary:\n  lr: { min: 0.1, max: 1, steps: 3 }\n",
  "an unknown scale":
    "experiment: { task: { name: adding } }\nvary:\n  lr: { min: 0.1, max: 1, scale: ln }\n",
  "a range without points on a grid":
    "experiment: { task: { name: adding } }\nvary:\n  lr: { min: 0.1, max: 1 }\n",
  "a range out of range":
    "experiment: { task: { name: adding } }\nvary:\n  hidden: { min: 0, max: 1, points: 2 }\n",
  "no seeds": "experiment: { task: { name: adding } }\nseeds: 0\n",
  "a seed twice": "experiment: { task: { name: adding } }\nseeds: [1, 2, 1]\n",
  "a seed that is none": "experiment: { task: { name: adding } }\nseeds: [1, two]\n",
  "an unknown search": "experiment: { task: { name: adding } }\nsearch: bayes\n",
  "an unknown kind of search": "experiment: { task: { name: adding } }\nsearch: { kind: hyperband }\n",
  "random search without n":
    "experiment: { task: { name: adding } }\nvary: { lr: [0.1] }\nsearch: { kind: random }\n",
  "random search over nothing": "experiment: { task: { name: adding } }\nsearch: { kind: random, n: 3 }\n",
  "halving without a start":
    "experiment: { task: { name: adding } }\nvary: { lr: [0.1] }\nsearch: { kind: halving }\n",
  "halving that starts at its end":
    "experiment: { task: { name: adding }, steps: 100 }\nvary: { lr: [0.1] }\nsearch:\n  kind: halving\n  start: 100\n",
  "halving over steps":
    "experiment: { task: { name: adding } }\nvary: { steps: [100] }\nsearch: { kind: halving, start: 10 }\n",
  "an unknown metric":
    "experiment: { task: { name: adding } }\nvary: { lr: [0.1] }\nsearch: { kind: halving, start: 100, metric: accuracy }\n",
  "an unknown fairness": "experiment: { task: { name: adding } }\nfair: time\n",
  "equal parameters with sizes":
    "experiment: { task: { name: adding } }\nvary: { hidden: [8, 16] }\nfair: parameters\n",
  "tuning what varies":
    "experiment: { task: { name: adding } }\nvary: { lr: [0.1] }\ntune:\n  n: 3\n  vary: { lr: [0.1, 0.2] }\n",
  "tuning without axes": "experiment: { task: { name: adding } }\ntune:\n  n: 3\n",
  "too many settings":
    "experiment: { task: { name: adding } }\nvary:\n  lr: { min: 0.1, max: 1, points: 1000 }\n  init.gain: { min: 0.1, max: 1, points: 1000 }\n",
  "too many runs":
    "experiment: { task: { name: adding } }\nvary:\n  lr: { min: 0.1, max: 1, points: 1000 }\nseeds: 1000\n",
};
