import { describe, expect, it } from "vitest";
import { lstm } from "../../src/cells/index.js";
import { parameters } from "../../src/ir/index.js";
import { bounds, expectClose } from "./amplify.js";
import { arrays, difference, largest, problem, run } from "./problem.js";
import { cases, subject, subjects } from "./subjects.js";
import { interp, withEngine } from "./witness.js";

// The specification itself has no second witness in this list: PyTorch (law 3) and differences (law 1) are its.

describe("every witness agrees with the specification", () => {
  it.each(cases(subjects, (w) => w !== interp))("$name", async ({ subject: s, witness }) => {
    const p = problem(s);
    const expected = await withEngine(interp, s.network, s, (engine) => run(engine, p));
    const given = await withEngine(witness, s.network, s, (engine) => run(engine, p));
    await expectClose(given, expected, p, witness);
  });
});

describe("the bound for float32", () => {
  const unit = 2 ** -24;

  it.each(subjects.filter(({ brief }) => !brief))("is small enough to say something: $name", async (s) => {
    const p = problem(s);
    const bound = await bounds(p, unit);
    const expected = await withEngine(interp, s.network, s, (engine) =>
      arrays(run(engine, p), parameters(s.network)),
    );
    for (const [name, e] of Object.entries(expected))
      expect((bound[name] ?? Number.NaN) / largest(e), name).toBeLessThan(0.02);
  });

  it("grows with T where errors pile up, and a parameter off by a part in a thousand breaks it", async () => {
    const relative = await Promise.all(
      [2, 50].map(async (T) => {
        const s = subject([[lstm, 5]], "mse", "every", { T, B: 2 });
        const p = problem(s);
        const list = parameters(s.network);
        const bound = await bounds(p, unit);
        const [plain, wrong] = await withEngine(interp, s.network, s, (engine) =>
          [p, { ...p, params: p.params.map((v, i) => (i === 0 ? v * 1.001 : v)) }].map((q) =>
            arrays(run(engine, q), list),
          ),
        );
        expect(difference(wrong?.outputs ?? [], plain?.outputs ?? [])).toBeGreaterThan(
          bound.outputs ?? Number.NaN,
        );
        return (bound["d initial 0.h"] ?? Number.NaN) / largest(plain?.["d initial 0.h"] ?? []);
      }),
    );
    expect(relative[1]).toBeGreaterThan(2 * (relative[0] ?? Number.NaN));
  });
});
