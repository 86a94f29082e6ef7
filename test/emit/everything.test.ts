import { describe, expect, it } from "vitest";
import { cells, readouts } from "../../src/cells/index.js";
import { lower, printC, printWat, registers } from "../../src/emit/index.js";
import type { Cell } from "../../src/ir/index.js";
import { plan } from "../../src/plan/index.js";
import { parseWrappers, wrappers } from "../../src/wrap/index.js";

const sizes = { H: 8, X: 3 };
const { lstm } = cells;
const wrapped = [...wrappers.values()].flatMap(({ example }): [string, Cell][] =>
  lstm
    ? [[`lstm ${example}`, parseWrappers(example).reduce((inner, { wrap }) => wrap(inner, sizes), lstm)]]
    : [],
);

/** That the compiled backends agree with the interpreter is the laws' business, which refuse an engine not asked for. */
describe("every cell and every wrapper has native code and WebAssembly, so that nothing falls back", () => {
  it.each([...Object.entries(cells), ...wrapped])("%s", (_, cell) => {
    const network = {
      input: sizes.X,
      layers: [{ cell, dims: { H: sizes.H } }],
      readout: { cell: readouts.mse, on: "last" as const, size: 1 },
    };
    const code = (bytes: 16 | 64, print: typeof printC) => {
      const of = registers(bytes, 4);
      return print(
        lower(plan(network, { T: 5, B: 4 }, { lanes: of.lanes, inputGradient: false }), "float32", of),
      );
    };
    expect(code(64, printC)).toContain("hindsight_run");
    expect(code(16, printWat)).toContain("(module");
  });
});
