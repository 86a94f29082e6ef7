import { describe, expect, it } from "vitest";
import { ablation, cures, findCures } from "../../src/cures/index.js";
import { type ExperimentInput, initialProfile, parseExperiment } from "../../src/lab/index.js";
import { adding, runAll, small } from "../lab/small.js";

const task = adding(8);
const sick = (over: Partial<ExperimentInput> = {}) =>
  small(task, { init: { preset: "pytorch" }, chain: "adam:lr=0.01", ...over });
const made = (names: string, over: Partial<ExperimentInput> = {}) =>
  ablation(sick(over), findCures(names.split(",")), task);
const said = ({ leftOut }: ReturnType<typeof made>) =>
  leftOut.map(({ cure, from, reason }) => `${cure.name}, ${from}: ${reason}`);

describe("an ablation", () => {
  it("is the base, each cure alone, and all together, in the order given", () => {
    const { settings, leftOut } = made("orthogonal,gru,clip");
    expect(settings.map(({ name }) => name)).toEqual(["base", "orthogonal", "gru", "clip", "all"]);
    expect(leftOut).toEqual([]);
    const [base, orthogonal, gru, clip, all] = settings.map(({ experiment }) => experiment);
    expect(base).toEqual(sick());
    expect(orthogonal).toEqual(sick({ init: { preset: "pytorch", recurrent: "orthogonal" } }));
    expect(gru).toEqual(sick({ layers: [{ cell: "gru", hidden: 4 }] }));
    expect(clip).toEqual(sick({ chain: "clip-norm:1 adam:lr=0.01" }));
    expect(all).toEqual({ ...gru, init: orthogonal?.init, chain: clip?.chain });
    expect(parseExperiment(all)).toEqual(all);
  });

  it("takes together the first of those that set the same thing, and says which it left out", () => {
    const of = made("chrono,forget-bias,clip,clip-value");
    expect(of.settings.at(-1)?.values).toEqual({ cures: ["chrono", "clip"] });
    expect(said(of)).toEqual([
      "forget-bias, all: It sets the same as chrono, which comes first.",
      "clip-value, all: It sets the same as clip, which comes first.",
    ]);
  });

  it("leaves out of all what no longer fits there", () => {
    const of = made("irnn,chrono,clip");
    expect(of.settings.map(({ name }) => name)).toEqual(["base", "irnn", "chrono", "clip", "all"]);
    expect(said(of)).toEqual(["chrono, all: There is no gate that keeps memory in rnn-relu."]);
  });

  it("does not try what does not fit the base, is there already, or comes to the same", () => {
    expect(said(made("clip,forget-bias,gru", { layers: [{ cell: "rnn", hidden: 4 }] }))).toEqual([
      "forget-bias, everything: There is no gate that keeps memory in rnn.",
    ]);
    const healthy = made("orthogonal,chrono,lstm,clip", { init: { preset: "hindsight" } });
    expect(healthy.settings.map(({ name }) => name)).toEqual(["base", "clip"]);
    expect(said(healthy)).toHaveLength(3);
    const [clip] = findCures(["clip"]);
    if (!clip) return expect.fail("no cure clip");
    expect(said(ablation(sick(), [clip, { ...clip, name: "again", sets: ["steps"] }], task))).toEqual([
      "again, everything: Here it is the same as clip.",
    ]);
  });

  it("is refused with every reason when there is nothing to try", () => {
    expect(() => made("lstm,chrono", { init: { preset: "pytorch", forgetBias: "chrono" } })).toThrow(
      "None of the cures can be tried on this base: lstm: It is there already. chrono: It is there already.",
    );
  });
});

describe("known answers", () => {
  it("clipping by the norm leaves the profile at the start as it is to the last bit, whatever it does later", async () => {
    const [base, clipped] = made("clip").settings.map(({ experiment }) => experiment);
    if (!base || !clipped) return expect.fail("no settings");
    const hard = { ...clipped, chain: "clip-norm:1e-3 adam:lr=0.01" };
    const [a, b] = [await runAll(base, task), await runAll(hard, task)].map((run) => run.of("profile"));
    expect(a?.[0]).toEqual(b?.[0]);
    expect(a?.[0]?.profile.states[0]?.log10.every(Number.isFinite)).toBe(true);
    expect(a?.at(-1)).not.toEqual(b?.at(-1));
  });

  // Clip-state too, as this base sends back less than its limit; weight-norm starts as the network without it.
  const actsOnUpdates =
    /^(chain\.|omega|patience|unroll|data|layers\.wrap\.(orthogonal-penalty|clip-state|weight-norm))/;
  it("what acts on the gradient alone leaves it too, what changes the start or the cell does not", async () => {
    // With seed 1, h-detach happens to cut none of the 8 steps.
    const one = sick({ seed: 2 });
    const base = (await initialProfile(one, task)).profile.states.at(-1)?.log10;
    for (const [name, cure] of cures) {
      if (name === "lstm") continue;
      const { profile } = await initialProfile(cure.change(one), task);
      const isSame = JSON.stringify(profile.states.at(-1)?.log10) === JSON.stringify(base);
      expect(isSame, name).toBe(cure.sets.every((path) => actsOnUpdates.test(path)));
    }
  });
});
