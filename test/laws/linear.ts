import { add, cell, dot, mat, vec } from "../../src/ir/index.js";

/** h = U·h + W·x: what is known of it can be computed by hand. */
export const linear = cell({
  name: "linear",
  title: "linear recurrent network",
  cite: "none",
  input: { x: vec("X") },
  state: { h: vec("H") },
  output: "h",
  params: { W: mat("H", "X"), U: mat("H", "H") },
  step: ({ x, h, W, U }) => ({ h: add(dot(U, h), dot(W, x)) }),
});
