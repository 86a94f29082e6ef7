import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseChain, type Real } from "../../src/optim/index.js";

const numbers = z.array(z.number());
const fixture = z
  .object({
    torch: z.string(),
    every: z.number(),
    layout: z.array(z.object({ name: z.string(), size: z.number() })),
    start: numbers,
    gradients: z.array(numbers),
    cases: z.array(z.object({ chain: z.string(), trajectory: z.array(numbers) })),
  })
  .parse(JSON.parse(readFileSync(new URL("../fixtures/optim/torch.json", import.meta.url), "utf8")));

let offset = 0;
const layout = fixture.layout.map(({ name, size }) => {
  offset += size;
  return { name, size, offset: offset - size, bias: name === "b" };
});

/** The largest relative error over the kept steps. */
function distance(
  text: string,
  trajectory: readonly (readonly number[])[],
  real: (v: number[]) => Real,
): number {
  const params = real(fixture.start);
  const state = parseChain(text).init(params, layout);
  let worst = 0;
  fixture.gradients.forEach((gradient, step) => {
    state.update(real(gradient), params, step);
    if ((step + 1) % fixture.every !== 0) return;
    const expected = trajectory[(step + 1) / fixture.every - 1] ?? [];
    expected.forEach((e, i) => {
      worst = Math.max(worst, Math.abs((params[i] ?? Number.NaN) - e) / Math.max(1, Math.abs(e)));
    });
  });
  return worst;
}

describe(`PyTorch ${fixture.torch} goes the same way, 50 steps`, () => {
  it.each(fixture.cases)("$chain", ({ chain, trajectory }) => {
    expect(trajectory).toHaveLength(5);
    expect(distance(chain, trajectory, (v) => Float64Array.from(v))).toBeLessThan(1e-12);
    expect(distance(chain, trajectory, (v) => Float32Array.from(v))).toBeLessThan(1e-4);
  });

  it("and a chain that differs a little does not", () => {
    const adam = fixture.cases.find(({ chain }) => chain === "adam:lr=0.01");
    expect(
      distance("adam:lr=0.01,eps=1e-7", adam?.trajectory ?? [], (v) => Float64Array.from(v)),
    ).toBeGreaterThan(1e-9);
  });
});
