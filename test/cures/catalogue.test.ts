import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cells } from "../../src/cells/index.js";
import { type Cure, cures, findCures, usual } from "../../src/cures/index.js";
import { type Experiment, network, parseExperiment } from "../../src/lab/index.js";
import { links, parseChain } from "../../src/optim/index.js";
import { makeTask } from "../../tasks/index.js";

const task = makeTask("adding", { T: 10 });
const all = [...cures];

const layer = fc.record({
  cell: fc.constantFrom(...Object.keys(cells)),
  hidden: fc.integer({ min: 2, max: 9 }),
});
const anyExperiment: fc.Arbitrary<Experiment> = fc
  .record(
    {
      layers: fc.array(layer, { minLength: 1, maxLength: 3 }),
      init: fc.record(
        {
          preset: fc.constantFrom("hindsight", "pytorch", "keras", "irnn"),
          gain: fc.double({ min: 0.1, max: 2, noNaN: true }),
          forgetBias: fc.constantFrom<number | "chrono">(0, 1, "chrono"),
          recurrent: fc.constantFrom("orthogonal:0.9", "zeros"),
          bias: fc.constant("normal:0.1"),
        },
        { requiredKeys: ["preset"] },
      ),
      chain: fc.constantFrom(
        "adam:lr=1e-3",
        "clip-norm:1 adam:lr=0.005",
        "clip-value:1+clip-norm:1e+5 + weight-decay:0.1 sgd:lr=0.1,momentum=0.9 cosine:500",
        "rmsprop:lr=0.01 warmup:10 scale:0.5",
      ),
    },
    { requiredKeys: ["layers"] },
  )
  .map((fields) => parseExperiment({ task: { ...task.options, name: task.name }, ...fields }));

/** What differs, in the terms of `Cure.sets`. */
function changed(a: Experiment, b: Experiment): string[] {
  const differs = (x: unknown, y: unknown) => JSON.stringify(x) !== JSON.stringify(y);
  const fields = (x: object, y: object) => [...new Set([...Object.keys(x), ...Object.keys(y)])];
  const below = (path: string, x: object, y: object) =>
    fields(x, y).flatMap((key) => {
      const [p, q] = [x, y].map((of) => (of as Record<string, unknown>)[key]);
      return differs(p, q) ? [`${path}${key}`] : [];
    });
  const { layers, init, chain, ...rest } = a;
  const { layers: otherLayers, init: otherInit, chain: otherChain, ...others } = b;
  expect(otherLayers).toHaveLength(layers.length);
  const [before, after] = [chain, otherChain].map((text) => {
    const groups = new Map<string, string[]>();
    for (const { link, ...options } of parseChain(text).description) {
      const name = links.get(link)?.kind === "clip" ? "clip" : link;
      groups.set(name, [...(groups.get(name) ?? []), JSON.stringify({ link, ...options })]);
    }
    return Object.fromEntries(groups);
  });
  const wraps = layers.map(({ wrap = "" }, i) => {
    const lists = [wrap, otherLayers[i]?.wrap ?? ""].map((text) => text.split(" ").filter(Boolean));
    const [some = [], more = []] = lists;
    return [...some.filter((w) => !more.includes(w)), ...more.filter((w) => !some.includes(w))];
  });
  return [
    ...wraps.flat().map((word) => `layers.wrap.${word.split(":")[0]}`),
    ...below("", rest, others),
    ...below("init.", init, otherInit),
    ...layers.flatMap(({ wrap: _, ...one }, i) => {
      const { wrap: __, ...other } = otherLayers[i] ?? {};
      return below("layers.", one, other);
    }),
    ...below("chain.", before ?? {}, after ?? {}),
  ];
}

describe("the catalogue of cures", () => {
  it("is complete: every cure has a name, a line, a source and something that it sets, and cannot be changed", () => {
    for (const [name, cure] of all) {
      expect(cure.name).toBe(name);
      expect(`${cure.title} (${cure.source})`).toMatch(/^\S.{10,90}\S$/);
      expect(cure.sets.length).toBeGreaterThan(0);
      expect(Object.isFrozen(cure) && Object.isFrozen(cure.sets)).toBe(true);
    }
    expect(all.map(([name]) => name)).toEqual(expect.arrayContaining([...usual]));
  });

  it("finds cures in the order asked for, each once, and says which are known", () => {
    expect(findCures(["gru", "clip", "gru"]).map(({ name }) => name)).toEqual(["gru", "clip"]);
    expect(() => findCures(["clipp"])).toThrow(
      /^There is no cure "clipp"; did you mean "clip"\? Known: clip, /,
    );
  });

  it("fits at least one base each, and every usual one fits an LSTM or a tanh RNN", () => {
    const bases = ["rnn", "lstm"].map((cell) =>
      parseExperiment({ task: { name: "adding" }, layers: [{ cell }] }),
    );
    for (const [name, cure] of all)
      expect(
        bases.some((base) => cure.fits(base) === true),
        name,
      ).toBe(true);
  });
});

describe.each(all)("%s", (_, cure: Cure) => {
  it("changes what it names and nothing else, fits the network, and is the same made twice", () => {
    fc.assert(
      fc.property(anyExperiment, (experiment) => {
        const before = structuredClone(experiment);
        const fits = cure.fits(experiment);
        if (fits !== true) {
          expect(fits).toMatch(/^[A-Z].*\.$/);
          return;
        }
        const made = cure.change(experiment);
        expect(experiment).toEqual(before);
        expect(cure.sets).toEqual(expect.arrayContaining(changed(experiment, made)));
        expect(network(parseExperiment(made), task).layers).toHaveLength(experiment.layers.length);
        expect(cure.change(made)).toEqual(made);
      }),
      { numRuns: 40 },
    );
  });
});
