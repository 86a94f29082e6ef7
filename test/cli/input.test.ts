import { describe, expect, it } from "vitest";
import { hindsight, hindsightLine, tiny } from "./hindsight.js";

/** What cannot be done: the words, and what the one sentence must say. */
const refused: readonly (readonly [string, RegExp])[] = [
  ["trian adding", /no command "trian"; did you mean "train"\?/],
  ["--vresion", /unknown option '--vresion'; did you mean --version\?/],
  ["train", /missing required argument 'task'/],
  ["train adding copy", /too many arguments/],
  ["train addin", /no task "addin"; the nearest name is "adding"/],
  ["train adding --hiden 3", /unknown option '--hiden'; did you mean --hidden\?/],
  ["train adding --alphabet 3", /unknown option '--alphabet'/],
  ["train adding --cell lstn", /no cell "lstn"; did you mean "lstm"\?/],
  ["train adding --layers lstm:8,lstn:8", /no cell "lstn"; did you mean "lstm"\?/],
  ["train adding --layers lstm:x", /--layers: hidden must be a whole number/],
  [
    "train adding --layers lstm:8 --cell rnn",
    /'--layers <stack>' cannot be used with option '--cell <name>'/,
  ],
  ["train adding --init pytroch", /--init must be one of .*"pytroch"; did you mean "pytorch"\?/],
  [
    "train adding --recurrent-init ortogonal",
    /--recurrent-init: There is no initialiser "ortogonal"; did you mean "orthogonal"\?/,
  ],
  ["train adding --forget-bias open", /--forget-bias must be chrono or a number, but it was "open"/],
  ["train adding --variant urn", /no variant "urn"; the nearest is "urnn"/],
  ["train adding --criterion msee", /no criterion "msee"; did you mean "mse"\?/],
  ["train adding --backend nativ", /--backend must be .*did you mean "native"\?/],
  ["train adding --precision half", /--precision must be .*"half"/],
  [
    "train adding --chain clipnorm:1+adam",
    /--chain: There is no link "clipnorm"; did you mean "clip-norm"\?/,
  ],
  ["train adding --chain adam:lr=0.1 --lr 1", /'--chain <links>' cannot be used with option '--lr <x>'/],
  ["train adding --clip often", /--clip and --lr: There is no link "clip-often"/],
  ["train adding --lr -1", /--clip and --lr: .*lr/],
  ["train adding --unroll some", /--unroll must be full or a number/],
  ["train adding --data 0.5", /--data must be .*0\.5/],
  ["train adding --threads 0", /--threads must be a whole number from 1/],
  ["train adding --seed -1", /--seed must be a whole number from 0/],
  ["train adding --eval-every 0", /--eval-every must be a whole number from 1/],
  ["train adding --hidden 65536 --batch 65536 --T 100000", /memory/],
  ["profile adding --cell rnn,lstn", /no cell "lstn"/],
  ["profile adding --cell rnn,,lstm", /--cell must be a list without empty items/],
  ["profile adding --cell rnn --forget-bias 1", /--forget-bias needs a cell with a gate/],
  ["profile adding --seeds 0", /--seeds must be a whole number from 1/],
  ["profile adding --hidden 4,x", /--hidden must be a number, but it was "x"/],
  ["show", /missing required argument 'cell'/],
  ["show lstn", /no cell "lstn"; did you mean "lstm"\?/],
  ["show lstm --T 0", /--T must be a whole number from 1 to 1000000, but it was "0"/],
  ["cells gruu", /no cell "gruu"; did you mean "gru"\?/],
  ["tasks ading", /no task "ading"/],
  ["demo --steps 0", /--steps must be a whole number from 1/],
];

const numbers = ["0", "-1", "1.5", "1e9", "NaN", "Infinity", "ten", ""];
const sizes = ["--T", "--hidden", "--batch", "--depth"];

async function expectRefusal(argv: readonly string[], why: RegExp, run = hindsightLine) {
  const { code, stdout, stderr } = await run(argv);
  expect(stderr).toMatch(why);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(stderr).not.toMatch(/\bat .*:\d+/);
}

describe("one sentence, exit code 2, no stack", () => {
  it.each(refused)("%s", (line, why) => expectRefusal(line.split(" "), why));

  const cases = sizes.flatMap((flag) => numbers.map((value) => [flag, value] as const));
  it.each(cases)("%s '%s'", (flag, value) =>
    expectRefusal(["train", "adding", `${flag}=${value}`], new RegExp(`${flag.slice(2)}`)));
});

it("is so in a process of its own, too", () =>
  expectRefusal(["train", "addin"], /no task "addin"/, hindsight));

it("names the compiler that does not work", async () => {
  const { code, stderr } = await hindsight(["train", "adding", ...tiny.slice(0, -1), "native"], {
    CC: "false",
  });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^hindsight: .*"false" does not work.*\n$/);
});
