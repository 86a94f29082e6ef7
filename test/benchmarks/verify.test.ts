import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pass } from "../../benchmarks/compare.js";
import { subject } from "../../benchmarks/subject.js";
import { interpreted, tolerance, verify, type Witnesses } from "../../benchmarks/verify.js";
import { compile, type Engine } from "../../src/engine/index.js";

const of = subject("lstm", { T: 20, B: 3, H: 5 });
let engine: Engine;
let witnesses: Witnesses;

beforeAll(async () => {
  engine = await compile(of.network, of.shape, { backend: "wasm" });
  witnesses = { interpreter: await interpreted(of) };
});
afterAll(() => engine.dispose());

/** The same engine, but something is done to it before every forward or after every backward pass. */
function wrong(spoil: Partial<Record<"forward" | "backward", (engine: Engine) => void>>): Engine {
  return new Proxy(engine, {
    get(target, name) {
      if (name === "forward")
        return (...given: Parameters<Engine["forward"]>) => {
          spoil.forward?.(target);
          return target.forward(...given);
        };
      if (name === "backward")
        return (...given: Parameters<Engine["backward"]>) => {
          const made = target.backward(...given);
          spoil.backward?.(target);
          return made;
        };
      return Reflect.get(target, name, target) as unknown;
    },
  });
}

const scaled = (values: Engine["params"], i: number, factor: number) => {
  values[i] = (values[i] ?? Number.NaN) * factor;
};

it("an engine that is right is verified, far within the tolerance", () => {
  const verdict = verify(engine, of, witnesses);
  expect(verdict).toMatchObject({ verified: true });
  expect(verdict.verified && verdict.distance).toBeLessThan(tolerance / 10);
});

describe("refuses", () => {
  it("a recurrent weight that is left out", () => {
    const at = engine.parameters.find(({ name }) => name === "0.Ug")?.offset ?? expect.fail("no Ug");
    const verdict = verify(wrong({ forward: ({ params }) => scaled(params, at, 0) }), of, witnesses);
    expect(verdict).toMatchObject({ verified: false, reason: expect.stringMatching(/off the interpreter$/) });
  });

  it("one element of the gradient that is not a number, and names the parameter", () => {
    const spoilt = wrong({ backward: ({ grads }) => grads.fill(Number.NaN, 0, 1) });
    const reason = expect.stringMatching(/^the gradient of 0\.Wi is NaN off/);
    expect(verify(spoilt, of, witnesses)).toMatchObject({ verified: false, reason });
  });

  it("a gradient that is lost", () => {
    const spoilt = wrong({ backward: ({ grads }) => grads.fill(0) });
    expect(verify(spoilt, of, witnesses)).toMatchObject({ verified: false });
  });

  it("other bits in a second run", () => {
    let run = 0;
    const spoilt = wrong({ backward: ({ grads }) => scaled(grads, 0, 1 + 1e-6 * run++) });
    const reason = "a second run has other bits";
    expect(verify(spoilt, of, witnesses)).toEqual({ verified: false, reason });
  });

  it("other bits than the same backend gave before", () => {
    const { loss, grads } = pass(engine, of.params, of.batch);
    const same = { loss, grads: grads.map((v, i) => (i === 3 ? v * (1 + 1e-6) : v)) };
    const reason = "the number of threads changes bits";
    expect(verify(engine, of, { ...witnesses, same })).toEqual({ verified: false, reason });
  });

  it("what another backend does not confirm on whole sequences", () => {
    const { loss, grads } = pass(engine, of.params, of.batch);
    const other = { loss: loss * 1.01, grads };
    const reason = expect.stringMatching(/^the loss is .* off another backend$/);
    expect(verify(engine, of, { ...witnesses, other })).toMatchObject({ verified: false, reason });
  });
});
