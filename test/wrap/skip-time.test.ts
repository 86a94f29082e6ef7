import { describe, expect, it } from "vitest";
import { lru, rnn } from "../../src/cells/index.js";
import { orthogonal } from "../../src/init/index.js";
import { profileOf } from "../../src/probe/index.js";
import { stream } from "../../src/rng/index.js";
import { linear } from "../laws/linear.js";
import { deep } from "../laws/own.js";
import { wrapped } from "../laws/wrapped.js";
import { B, batch, layer, noise, T, transposed, X } from "./layer.js";

const H = 4;
const silent = { ...batch, weight: new Float64Array(2) };
const Q = orthogonal().draw(H, H, stream(1, "skip"));

describe("skip-time", () => {
  it.each([
    1, 2, 5,
  ])("of %d steps: a linear orthogonal recurrence has the profile that algebra gives", async (k) => {
    const engine = await layer(wrapped(`skip-time:${k}`, linear, { X, H }), H, { U: Q });
    const cotangent = noise(B * H);
    engine.forward(silent);
    const final = Object.fromEntries(
      Object.keys(engine.network.layers[0]?.cell.states ?? {}).map((s) => [s, new Float64Array(B * H)]),
    );
    const back = engine.backward({ finalCotangents: [{ ...final, h: cotangent }], profile: true });
    const profile = back.profile()[0]?.h ?? [];
    // What reaches h[t] by all ways: g[t] = U'·g[t+1] + g[t+k], and g[T] is what was sent.
    const Ut = transposed(Q, H);
    const rows = (t: Float64Array, b: number) => t.subarray(b * H, (b + 1) * H);
    const g: Float64Array[] = [];
    for (let t = T; t >= 1; t--) {
      const at = new Float64Array(B * H);
      for (let b = 0; b < B; b++)
        for (let i = 0; i < H; i++) {
          let sum = t === T ? (cotangent[b * H + i] ?? 0) : 0;
          const next = g[t + 1];
          if (next) for (let j = 0; j < H; j++) sum += (Ut[i * H + j] ?? 0) * (rows(next, b)[j] ?? 0);
          sum += g[t + k]?.[b * H + i] ?? 0;
          at[b * H + i] = sum;
        }
      g[t] = at;
    }
    for (let t = 1; t <= T; t++) {
      const norms = Array.from({ length: B }, (_, b) => Math.hypot(...rows(g[t] ?? new Float64Array(), b)));
      const expected = Math.log10(norms.reduce((a, c) => a + c, 0) / B);
      expect(profile[t - 1], `t ${t}`).toBeCloseTo(expected, 10);
    }
  });

  it("of one step over a recurrence -I cancels it: nothing passes but what is new", async () => {
    const minus = Float64Array.from({ length: H * H }, (_, i) => (i % (H + 1) === 0 ? -1 : 0));
    const engine = await layer(wrapped("skip-time:1", linear, { X, H }), H, { U: minus });
    engine.forward(silent);
    const back = engine.backward({ finalCotangents: [{ h: noise(B * H) }] });
    expect([...(back.initialCotangents()[0]?.h ?? [1])].every((v) => v === 0)).toBe(true);
  });

  it("adds what was there k steps before", async () => {
    const zero = { U: new Float64Array(H * H), W: new Float64Array(H * X), b: new Float64Array(H) };
    const engine = await layer(wrapped("skip-time:3", rnn, { X, H }), H, zero);
    const [h, h_1, h_2] = [noise(B * H), noise(B * H), noise(B * H)];
    const after = engine
      .forward({ ...silent, T: 3, x: silent.x.subarray(0, 3 * B * X) }, [{ h, h_1, h_2 }])
      .finalStates();
    expect(after[0]).toEqual({ h, h_1, h_2 });
  });

  it("shows the profile of the state and of all that is carried, not of every place of the delay line", async () => {
    const engine = await layer(wrapped("skip-time:5", linear, { X, H }), H);
    engine.forward(batch);
    const { states } = profileOf(engine.backward({ profile: true }).profile(), engine.network);
    expect(states.map(({ state }) => state)).toEqual(["h", "(h,..,h_4)"]);
  });

  it("refuses a cell whose output is not a state, and steps that are none", () => {
    expect(() => wrapped("skip-time:2", lru, { X, H })).toThrow(
      'the output "y" of the cell "lru" is not a state',
    );
    expect(() => wrapped("skip-time:2", deep, { X, H })).toThrow("not a state");
    expect(() => wrapped("skip-time:0", rnn, { X, H })).toThrow("skip-time: steps must be 1 or more, not 0.");
    expect(() => wrapped("skip-time", rnn, { X, H })).toThrow("skip-time needs steps");
  });
});
