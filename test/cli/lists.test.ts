import { expect, it } from "vitest";
import { experimentOptions } from "../../cli/options/experiment.js";
import { list } from "../../cli/options/number.js";

const wrap = experimentOptions.find(({ flags }) => flags.startsWith("--wrap")) ?? expect.fail("no --wrap");
const read = list("--wrap", (text) => text, wrap.begins);

it.each([
  ["residual,weight-norm", ["residual", "weight-norm"]],
  ["dropout:0.2,variational clip-state:1", ["dropout:0.2,variational clip-state:1"]],
  [
    "dropout:0.2,variational,zoneout:0.1,c=0.5 residual",
    ["dropout:0.2,variational", "zoneout:0.1,c=0.5 residual"],
  ],
  ["dropout:0.2,dropout:0.5", ["dropout:0.2", "dropout:0.5"]],
])("a list of wrappers keeps the options of each: %s", (text, values) => {
  expect(read(text)).toEqual(values);
});

it("an empty item is refused", () => {
  expect(() => read("dropout:0.2,,residual")).toThrow(RangeError);
});
