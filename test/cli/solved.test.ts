import { expect, it } from "vitest";
import { solvedLoss } from "../../cli/solved.js";
import { makeTask } from "../../tasks/index.js";

it("finds the loss at which a criterion of loss begins to hold", () => {
  expect(solvedLoss(makeTask("adding"), undefined)).toBeCloseTo(0.01, 12);
  expect(solvedLoss(makeTask("adding", { variant: "spectre" }), "mse")).toBeCloseTo(0.0025, 12);
});

it("finds none for a criterion of something else", () => {
  expect(solvedLoss(makeTask("adding"), "hs97")).toBeUndefined();
  expect(solvedLoss(makeTask("copy"), undefined)).toBeUndefined();
});
