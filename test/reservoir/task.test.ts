import { describe, expect, it } from "vitest";
import { parseReservoir, readTask } from "../../src/reservoir/index.js";
import { makeTask } from "../../tasks/index.js";

describe("a readout of a fixed reservoir", () => {
  it("recalls a symbol for as long as a ring is, and not for longer", async () => {
    const ring = {
      units: 24,
      matrix: "cycle",
      activation: "linear",
      radius: 0.9,
      inputScale: 1,
      samples: 300,
    };
    const accuracy = async (T: number) =>
      (await readTask(parseReservoir({ ...ring, radius: 0.5 }), makeTask("recall", { T, variant: "same" })))
        ?.metrics.accuracy ?? Number.NaN;
    expect(await accuracy(10)).toBe(1);
    expect(await accuracy(100)).toBeLessThan(0.8);
  });

  it("answers at every step, sequences of several lengths too", async () => {
    const reservoir = parseReservoir({ units: 60, samples: 200, inputScale: 0.3 });
    const copy = await readTask(
      reservoir,
      makeTask("copy", { T: 3, length: 2, alphabet: 2, variant: "variable" }),
    );
    expect(copy?.metrics.accuracy).toBeGreaterThan(0.8);
    const adding = await readTask(reservoir, makeTask("adding", { T: 5 }));
    expect(adding?.metrics.loss).toBeLessThan(0.1 * makeTask("adding", { T: 5 }).baseline);
  });

  it("is undefined where the reservoir explodes, and stops when told to", async () => {
    const exploding = parseReservoir({
      units: 4,
      matrix: "cycle",
      activation: "linear",
      radius: 10,
      samples: 50,
    });
    expect(await readTask(exploding, makeTask("recall", { T: 400 }))).toBeUndefined();
    let asked = 0;
    const stopped = readTask(
      parseReservoir({ units: 4 }),
      makeTask("recall", { T: 4 }),
      async () => ++asked < 3,
    );
    expect(await stopped).toBeUndefined();
    expect(asked).toBe(3);
  });
});

describe("a description", () => {
  it.each([
    [{ radius: -1 }, "radius must be a number from 0 to 10, but it was -1; write e.g. 0.9."],
    [{ units: 1.5 }, "units must be a whole number from 1 to 2000, but it was 1.5;"],
    [{ matrix: "ring" }, 'matrix must be one of sparse, cycle, orthogonal, but it was "ring"; did you mean'],
    [{ raduis: 1 }, 'a reservoir has no field "raduis"; did you mean "radius"?'],
  ])("%o is refused in one sentence", (given, sentence) => {
    expect(() => parseReservoir(given)).toThrow(sentence);
  });
});
