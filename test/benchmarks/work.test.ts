import { expect, it } from "vitest";
import { parseShape, shapeName } from "../../benchmarks/shape.js";
import { shortened, subject } from "../../benchmarks/subject.js";
import { trainingWork } from "../../benchmarks/work.js";

const work = (cell: string, text: string) => {
  const shape = parseShape(text);
  return trainingWork(subject(cell, shape).network, shape);
};

it("counts six operations for each input and recurrent weight, example and step", () => {
  expect(work("rnn", "200x32x128")).toBe(6 * 200 * 32 * (128 * 128 + 128 * 2));
  expect(work("lstm", "200x32x128")).toBe(4 * work("rnn", "200x32x128"));
  expect(work("gru", "7x3x5")).toBe(6 * 7 * 3 * 3 * (5 * 5 + 5 * 2));
});

it("counts no recurrent weights where there are none", () => {
  expect(work("dense-tanh", "10x4x8")).toBe(6 * 10 * 4 * 8 * 2);
});

it("reads a shape and says what one is", () => {
  expect(shapeName(parseShape("750x20x80"))).toBe("T 750, B 20, H 80");
  for (const text of ["", "200", "200x32", "200x32x128x1", "0x1x1", "1.5x1x1", "axbxc"])
    expect(() => parseShape(text)).toThrow(/A shape is TxBxH.*write e\.g\. 200x32x128/);
});

it("gives every witness float32 numbers, and a batch whose weights add up to one", () => {
  const { params, batch } = subject("lstm", { T: 9, B: 4, H: 5 });
  for (const values of [params, Float64Array.from(batch.x), Float64Array.from(batch.target)])
    expect(values).toEqual(values.map(Math.fround));
  expect(Array.from(batch.weight).reduce((a, b) => a + b, 0)).toBe(1);
});

it("shortens sequences to their first steps, at least two of them", () => {
  const of = subject("rnn", { T: 9, B: 4, H: 5 });
  const { T, x } = shortened(of, 3.7);
  expect([T, x.length]).toEqual([3, 3 * 4 * 2]);
  expect(Array.from(x)).toEqual(Array.from(of.batch.x).slice(0, 24));
  expect(shortened(of, 0.1).T).toBe(2);
  expect(shortened(of, 100).T).toBe(9);
});
