import { describe, expect, it } from "vitest";
import { cells, meanSquaredError } from "../../src/cells/index.js";
import { lower, printC, printWat, registers } from "../../src/emit/index.js";
import type { Cell, Network } from "../../src/ir/index.js";
import { parseChain } from "../../src/optim/index.js";
import { plan, showPlan } from "../../src/plan/index.js";

const named = (name: string): Cell => cells[name] ?? expect.fail(`no cell ${name}`);
const network = (name: string): Network => ({
  input: 2,
  layers: [{ cell: named(name), dims: { H: 5 } }],
  readout: { cell: meanSquaredError, on: "last", size: 1 },
});
const sizes = { T: 4, B: 3 };

describe("what is printed of a plan", () => {
  it.each([
    "rnn",
    "lstm",
    "gru",
    "gru-original",
    "dense-tanh",
  ])("the plan of %s stays as it is", async (name) => {
    const text = showPlan(plan(network(name), sizes, { lanes: 4, inputGradient: false }), 4);
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/${name}.plan.txt`);
  });

  it("the plan of an update stays as it is: one pass, and one for each value that is measured", async () => {
    const { update } = parseChain("weight-decay:0.1,weightsOnly clip-norm:1 adam:lr=0.1 warmup:5");
    const text = showPlan(plan(network("rnn"), sizes, { lanes: 4, inputGradient: false, update }), 4);
    const part = text.slice(text.indexOf("\nupdate\n") + 1, text.indexOf("\n\nmemory"));
    await expect(`${part}\n`).toMatchFileSnapshot("golden/update.plan.txt");
  });

  it("the C of rnn stays as it is", async () => {
    const made = plan(network("rnn"), sizes, { lanes: 8, inputGradient: false });
    await expect(printC(lower(made, "float32", registers(32, 4)))).toMatchFileSnapshot("golden/rnn.c.txt");
  });

  it("the WebAssembly text of rnn stays as it is", async () => {
    const made = plan(network("rnn"), sizes, { lanes: 4, inputGradient: false });
    await expect(printWat(lower(made, "float32", registers(16, 4)))).toMatchFileSnapshot(
      "golden/rnn.wat.txt",
    );
  });

  it("a plan is the same every time it is made", () => {
    const text = () => showPlan(plan(network("lstm"), sizes, { lanes: 4, inputGradient: false }), 4);
    expect(text()).toBe(text());
  });
});
