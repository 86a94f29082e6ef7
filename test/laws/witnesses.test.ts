import { describe, expect, it } from "vitest";
import { parameters } from "../../src/ir/index.js";
import { bounds } from "./amplify.js";
import { arrays, difference, distance, largest, problem, runProfiled } from "./problem.js";
import { subjects } from "./subjects.js";
import { interp, withEngine, witnesses } from "./witness.js";

// The specification itself has no second witness in this list: PyTorch (law 3) and differences (law 1) are its.

describe.each(witnesses.filter((w) => w !== interp))("%s agrees with the specification", (witness) => {
  it.each(subjects)("$name", async (subject) => {
    const p = problem(subject);
    const list = parameters(subject.network);
    const [expected, bound] = await withEngine(interp, subject.network, subject, (engine) => {
      const made = arrays(runProfiled(engine, p), list);
      return [made, witness.precision === "float64" ? undefined : bounds(engine, p, witness.unit, (r) => arrays(r, list))] as const;
    });
    const given = arrays(await withEngine(witness, subject.network, subject, (engine) => runProfiled(engine, p)), list);
    for (const [name, e] of Object.entries(expected)) {
      const g = given[name] ?? [];
      if (bound) {
        expect(difference(g, e), name).toBeLessThanOrEqual(bound[name] ?? 0);
        expect((bound[name] ?? 0) / largest(e), `${name}: the bound says something`).toBeLessThan(0.05);
      } else expect(distance(g, e), name).toBeLessThan(1e-12);
    }
  });
});

describe("the bound for float32", () => {
  it("holds for the specification with its parameters and inputs rounded once, and is not met by a wrong gradient", async () => {
    const subject = subjects[0];
    if (!subject) throw new Error("no subject");
    const p = problem(subject);
    const list = parameters(subject.network);
    const unit = 2 ** -24;
    const off = { ...p, params: p.params.map((v, i) => v * (1 + (i % 2 ? unit : -unit))) };
    await withEngine(interp, subject.network, subject, (engine) => {
      const bound = bounds(engine, p, unit, (r) => arrays(r, list));
      const expected = arrays(runProfiled(engine, p), list);
      for (const [name, v] of Object.entries(arrays(runProfiled(engine, off), list)))
        expect(difference(v, expected[name] ?? []), name).toBeLessThanOrEqual(bound[name] ?? 0);
      const wrong = { ...p, params: p.params.map((v, i) => (i === 0 ? v * 1.01 : v)) };
      expect(difference(arrays(runProfiled(engine, wrong), list).outputs ?? [], expected.outputs ?? [])).toBeGreaterThan(bound.outputs ?? 0);
    });
  });
});
