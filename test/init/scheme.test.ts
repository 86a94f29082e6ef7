import { describe, expect, it } from "vitest";
import { type InitOptions, initialise, type ParamInfo, presets } from "../../src/init/index.js";
import { stream } from "../../src/rng/index.js";

const [H, X, Y] = [16, 3, 2];
const bias = { rows: H, cols: 1, role: "bias", hidden: H } as const;
const input = { rows: H, cols: X, role: "input", hidden: H } as const;
const recurrent = { rows: H, cols: H, role: "recurrent", hidden: H } as const;

const lstm = (layer: string): ParamInfo[] => [
  ...["i", "f", "g", "o"].map((g) => ({ ...input, name: `${layer}.W${g}`, gates: 4 })),
  ...["i", "f", "g", "o"].map((g) => ({ ...recurrent, name: `${layer}.U${g}` })),
  { ...bias, name: `${layer}.bi`, memory: "write" },
  { ...bias, name: `${layer}.bf`, memory: "keep", constant: 1 },
  { ...bias, name: `${layer}.bg` },
];
const gru: ParamInfo[] = [
  { ...recurrent, name: "0.Uz" },
  { ...bias, name: "0.bz", memory: "keep" },
  { ...bias, name: "0.bn", secondBias: true },
  { ...bias, name: "0.cn", secondBias: true },
];
const readout: ParamInfo[] = [
  { name: "readout.W", rows: Y, cols: H, role: "readout", hidden: H },
  { name: "readout.b", rows: Y, cols: 1, role: "readoutBias", hidden: H },
];

const context = { steps: 100 };
const scheme = (params: readonly ParamInfo[], options: InitOptions) => {
  const { values, names } = initialise(params, options, context, stream(1));
  return {
    of: (name: string) => values[params.findIndex((param) => param.name === name)] ?? new Float64Array(),
    names: Object.fromEntries(params.map((param, i) => [param.name, names[i]])),
  };
};

describe("every preset", () => {
  it.each([
    ...presets.keys(),
  ])("%s gives every parameter finite values of its size and a printed name", (preset) => {
    const params = [...lstm("0"), ...lstm("1"), ...readout];
    const { values, names } = initialise(params, { preset }, context, stream(1));
    expect(values.map((v) => v.length)).toEqual(params.map(({ rows, cols }) => rows * cols));
    expect(values.every((v) => v.every(Number.isFinite))).toBe(true);
    expect(names.every((name) => name.length > 0)).toBe(true);
  });

  it.each([
    ...presets.keys(),
  ])("%s draws a parameter's values whatever other parameters there are", (preset) => {
    const alone = scheme(lstm("0"), { preset });
    const among = scheme([...readout, ...lstm("1"), ...lstm("0")], { preset });
    for (const { name } of lstm("0")) expect(among.of(name)).toEqual(alone.of(name));
    expect(among.of("1.Wf")).not.toEqual(among.of("0.Wf"));
  });
});

describe("hindsight", () => {
  const options = { preset: "hindsight" };

  it("has inputs of 1/√H, orthogonal recurrence, chrono gates, zero biases, Glorot readout", () => {
    expect(scheme([...lstm("0"), ...readout], options).names).toMatchObject({
      "0.Wf": "torch-uniform H 16",
      "0.Uf": "orthogonal",
      "0.bf": "chrono Tmax 100",
      "0.bi": "minus chrono Tmax 100",
      "0.bg": "zeros",
      "readout.W": "glorot-uniform",
      "readout.b": "zeros",
    });
  });

  it("pairs write with keep inside a layer, unit by unit, and not across layers", () => {
    const { of } = scheme([...lstm("0"), ...lstm("1")], options);
    for (const layer of ["0", "1"]) expect(of(`${layer}.bi`)).toEqual(of(`${layer}.bf`).map((b) => -b));
    expect(of("1.bf")).not.toEqual(of("0.bf"));
  });

  it("sets only the keep gate where there is no write gate", () => {
    const { names } = scheme(gru, options);
    expect(names).toMatchObject({ "0.bz": "chrono Tmax 100", "0.bn": "zeros", "0.cn": "zeros" });
  });

  it("takes the identity for a ReLU recurrence, ones for a recurrent vector, and keeps an author's constant", () => {
    const { names } = scheme(
      [
        { ...recurrent, name: "0.U", relu: true },
        { ...recurrent, name: "1.u", cols: 1 },
        { ...bias, name: "1.b", constant: 0.3 },
        { ...bias, name: "1.gain", role: "other", constant: 1 },
      ],
      options,
    );
    expect(names).toEqual({
      "0.U": "identity",
      "1.u": "constant 1",
      "1.b": "constant 0.3",
      "1.gain": "constant 1",
    });
  });

  it("has nothing to keep over a single step", () => {
    const { values } = initialise(gru, options, { steps: 1 }, stream(1));
    expect(values[1]).toEqual(new Float64Array(H));
  });
});

describe("pytorch", () => {
  it("is U(±1/√H), two draws where PyTorch adds two biases, and knows no forget bias", () => {
    const { names } = scheme([...lstm("1"), ...gru, ...readout], { preset: "pytorch" });
    expect(names).toMatchObject({
      "1.Wf": "torch-uniform H 16",
      "1.Uf": "torch-uniform H 16",
      "1.bf": "torch-bias H 16",
      "0.bn": "torch-uniform H 16",
      "readout.W": "torch-uniform H 16",
      "readout.b": "torch-uniform H 16",
    });
  });

  it("treats a layer without recurrence as nn.Linear: U(±1/√fan-in), one bias", () => {
    const dense: ParamInfo[] = [
      { ...input, name: "0.W" },
      { ...bias, name: "0.b" },
    ];
    const { names } = scheme(dense, { preset: "pytorch" });
    expect(names).toEqual({ "0.W": "torch-uniform H 3", "0.b": "torch-uniform H 3" });
  });
});

describe("keras", () => {
  it("has unit forget bias in an LSTM, none in a GRU, and the Glorot limit of all gates together", () => {
    const { names } = scheme([...lstm("1"), ...gru], { preset: "keras" });
    expect(names).toMatchObject({
      "1.Wf": "glorot-uniform over 4 gates",
      "1.Uf": "orthogonal",
      "1.bf": "constant 1",
      "1.bi": "zeros",
      "0.bz": "zeros",
    });
  });
});

describe("irnn", () => {
  it("is the identity with next to nothing coming in", () => {
    const { names } = scheme(
      [{ ...recurrent, name: "0.U" }, { ...input, name: "0.W" }, { ...bias, name: "0.b" }, ...readout],
      { preset: "irnn" },
    );
    expect(names).toMatchObject({
      "0.U": "identity",
      "0.W": "normal std 0.001",
      "0.b": "zeros",
      "readout.W": "normal std 0.001",
    });
  });
});

describe("options", () => {
  it("forgetBias is stronger than any preset; a number takes the chrono bias off the write gate", () => {
    const bf = (preset: string, forgetBias: number | "chrono") => {
      const { names } = scheme(lstm("0"), { preset, forgetBias });
      return [names["0.bf"], names["0.bi"]];
    };
    expect(bf("hindsight", 2)).toEqual(["constant 2", "zeros"]);
    expect(bf("keras", 0)).toEqual(["zeros", "zeros"]);
    expect(bf("pytorch", 1)).toEqual(["constant 1", "torch-bias H 16"]);
    expect(bf("pytorch", "chrono")).toEqual(["chrono Tmax 100", "minus chrono Tmax 100"]);
  });

  it("gain multiplies the matrix of a layer without recurrence, not that of the readout", () => {
    const dense = [{ name: "0.W", rows: 8, cols: 8, role: "input" as const, hidden: 8 }, ...readout];
    const { names } = scheme(dense, { preset: "hindsight", input: "he-normal", gain: 2 });
    expect(names["0.W"]).toBe("he-normal gain 2");
    expect(names["readout.W"]).toBe(scheme(readout, { preset: "hindsight" }).names["readout.W"]);
  });

  it("forgetBias of a write gate that has no keep gate beside it is its negative", () => {
    const write: ParamInfo[] = [
      { ...recurrent, name: "0.U" },
      { ...bias, name: "0.bf", memory: "write" },
    ];
    expect(scheme(write, { preset: "hindsight", forgetBias: 2 }).names["0.bf"]).toBe("constant -2");
    expect(scheme(write, { preset: "hindsight" }).names["0.bf"]).toBe("minus chrono Tmax 100");
  });

  it("gain multiplies the recurrent matrices and nothing else", () => {
    const plain = scheme(lstm("0"), { preset: "hindsight" });
    const doubled = scheme(lstm("0"), { preset: "hindsight", gain: 2 });
    expect(doubled.of("0.Uf")).toEqual(plain.of("0.Uf").map((v) => 2 * v));
    expect(doubled.names["0.Uf"]).toBe("orthogonal gain 2");
    expect(doubled.of("0.Wf")).toEqual(plain.of("0.Wf"));
  });

  it("a text chooses for its role; bias reaches the gates too unless forgetBias is given", () => {
    const texts = { preset: "hindsight", input: "normal:0.1", recurrent: "identity:0.5", bias: "zeros" };
    expect(scheme(lstm("0"), texts).names).toMatchObject({
      "0.Wi": "normal std 0.1",
      "0.Ui": "identity gain 0.5",
      "0.bf": "zeros",
      "0.bi": "zeros",
    });
    expect(scheme(lstm("0"), { ...texts, forgetBias: "chrono" }).names["0.bf"]).toBe("chrono Tmax 100");
    expect(scheme(readout, { preset: "keras", readout: "zeros" }).names["readout.W"]).toBe("zeros");
  });

  it("an unknown preset suggests the nearest", () => {
    expect(() => scheme(gru, { preset: "torch" })).toThrow(/no preset "torch"; did you mean "pytorch"\?/);
  });
});
