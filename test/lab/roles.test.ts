import { describe, expect, it } from "vitest";
import { add, cell, dot, mat, mul, sigmoid, tanh, vec } from "../../src/ir/index.js";
import { network } from "../../src/lab/index.js";
import { paramInfos } from "../../src/lab/roles.js";
import { adding, small } from "./small.js";

describe("the role of a parameter is read off the equations", () => {
  const roles = (name: string) => {
    const task = adding();
    return Object.fromEntries(
      paramInfos(network(small(task, { layers: [{ cell: name, hidden: 4 }] }), task)).map((p) => [p.name, p]),
    );
  };

  it("in an LSTM", () => {
    const infos = roles("lstm");
    expect(infos["0.Wi"]).toMatchObject({
      role: "input",
      gates: 4,
      hidden: 4,
      relu: false,
      secondBias: false,
    });
    expect(infos["0.Uf"]).toMatchObject({ role: "recurrent", rows: 4, cols: 4 });
    expect(infos["0.bf"]).toMatchObject({ role: "bias", memory: "keep", constant: 1, secondBias: false });
    expect(infos["0.bi"]).toMatchObject({ role: "bias", memory: "write" });
    expect(infos["readout.V"]).toMatchObject({ role: "readout", rows: 1, cols: 4 });
    expect(infos["readout.d"]).toMatchObject({ role: "readoutBias", hidden: 4 });
  });

  it("in a GRU, whose candidate alone has two biases", () => {
    const second = Object.values(roles("gru")).filter((p) => p.secondBias);
    expect(second.map((p) => p.name)).toEqual(["0.bn", "0.cn"]);
    expect(Object.values(roles("gru-original")).some((p) => p.secondBias)).toBe(false);
  });

  it("in a linear recurrent unit, whose matrices lead out of the states and not back into them", () => {
    expect(roles("lru")["0.Cre"]).toMatchObject({ role: "other", cols: 4 });
    expect(roles("lru")["0.Bre"]).toMatchObject({ role: "input" });
    expect(roles("lru")["0.nu"]).toMatchObject({ memory: "write" });
  });

  it("in a recurrent highway network, whose three gates write to one memory", () => {
    const writing = Object.values(roles("rhn")).filter(({ memory }) => memory === "write");
    expect(writing.map(({ name }) => name)).toEqual(["0.bt1", "0.bt2", "0.bt3"]);
  });

  it("in a ReLU RNN and a dense layer, which has no recurrence", () => {
    expect(roles("rnn-relu")["0.U"]).toMatchObject({ role: "recurrent", relu: true });
    expect(roles("dense-relu")["0.W"]).toMatchObject({ role: "input", relu: false });
  });
});

describe("element-wise parameters", () => {
  const elementwise = (name: string, withMatrix: boolean) => {
    const common = {
      title: name,
      cite: "none",
      input: { x: vec("X") },
      state: { h: vec("H") },
      output: "h",
    } as const;
    return withMatrix
      ? cell({
          ...common,
          name,
          params: { W: mat("H", "X"), U: mat("H", "H"), u: vec("H"), g: vec("H") },
          step: ({ x, h, W, U, u, g }) => ({ h: mul(sigmoid(add(dot(W, x), dot(U, h), mul(u, h))), g) }),
        })
      : cell({
          ...common,
          name,
          params: { W: mat("H", "X"), u: vec("H"), b: vec("H") },
          step: ({ x, h, W, u, b }) => ({ h: tanh(add(dot(W, x), mul(u, h), b)) }),
        });
  };

  it("are the recurrence where there is no matrix, and peepholes and gains are other", () => {
    const task = adding();
    const of = (c: ReturnType<typeof elementwise>) =>
      paramInfos(network(small(task, { layers: [{ cell: c.name, hidden: 4 }] }), task, { [c.name]: c }))
        .slice(0, -2)
        .map((p) => p.role);
    expect(of(elementwise("indrnn", false))).toEqual(["input", "recurrent", "bias"]);
    expect(of(elementwise("peephole", true))).toEqual(["input", "recurrent", "other", "other"]);
  });
});
