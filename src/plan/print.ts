import type { Instruction, Local, Loop, Section } from "./instruction.js";
import { type Buffer, fixed, showRef } from "./memory.js";
import type { Plan } from "./network.js";

const place = (p: { buffer: Buffer; at: number }): string => `${p.buffer.name}${p.at ? `+${p.at}` : ""}`;

function showLocals(
  locals: Loop["locals"],
  stores: Loop["stores"],
  result?: number,
  sums: Loop["sums"] = [],
): string[] {
  const text: string[] = [];
  const name = (i: number): string => text[i] ?? "?";
  const binary: Record<string, string> = { add: " + ", sub: " - ", mul: "*", div: "/" };
  const lines: string[] = [];
  const access: Record<string, string> = {
    vector: "",
    shared: "·",
    row: "[row]",
    rowOf: "[row]",
    one: "[0]",
  };
  locals.forEach((l: Local, i) => {
    if (l.kind === "const") text[i] = String(l.value);
    else if (l.kind === "load") text[i] = `${showRef(l.from)}${access[l.access]}`;
    else {
      const sign = binary[l.op];
      const value = sign ? l.args.map(name).join(sign) : `${l.op}(${l.args.map(name).join(", ")})`;
      text[i] = l.label ?? `v${i}`;
      lines.push(`${text[i]} = ${value}`);
    }
  });
  for (const s of stores) lines.push(`${showRef(s.to)} := ${name(s.local)}`);
  for (const s of sums) lines.push(`${showRef(s.to)} := sum of ${name(s.local)}`);
  if (result !== undefined) lines.push(name(result));
  return lines;
}

/** One instruction as lines; the first says what it is, the rest its parts. */
export function showInstruction(i: Instruction): string[] {
  switch (i.kind) {
    case "loop":
      return [
        `loop ${i.rows} x ${i.cols}`,
        ...showLocals(i.locals, i.stores, undefined, i.sums).map((l) => `  ${l}`),
      ];
    case "gemm":
      return [
        `gemm ${i.rows} x ${i.terms.map((t) => t.k).join("+")} x ${i.outs.map((o) => o.n).join("+")}, left ${i.terms.map((t) => showRef(t.a)).join(", ")}`,
        ...i.outs.map(
          (o) =>
            `  ${showRef(o.to)} ${o.start === "there" ? "+=" : "="} ${o.weights.name}${typeof o.start === "object" ? ` + ${showRef(o.start)}` : ""}`,
        ),
      ];
    case "pack":
      return [
        `pack ${i.packed.to.name} (${i.packed.parts.map((p) => `${p.k} x ${i.packed.n}${p.transposed ? " transposed" : ""}`).join(", ")})`,
      ];
    case "rowReduce":
      return [`${showRef(i.to)} = ${i.op} over ${i.cols} of ${showRef(i.from)}`];
    case "batchSum":
      return [`${showRef(i.to)} ${i.accumulate ? "+=" : "="} sum over rows of ${showRef(i.from)}`];
    case "outer":
      return [`outer ${i.m} x ${i.n}: ${showRef(i.to)} = sum over rows of ${showRef(i.a)} ⊗ ${showRef(i.b)}`];
    case "copy":
      return [
        `copy ${i.rows} x ${i.cols}: ${place(i.to)} ${i.add ? "+=" : "="} ${place(i.from)}${i.transposed ? " transposed" : ""}`,
      ];
    case "inverse":
      return [`inverse ${i.n} x ${i.n}: ${showRef(i.to)} of ${showRef(i.from)}`];
    case "identity":
      return [`identity ${i.n} x ${i.n}: ${showRef(i.to)}`];
    case "zero":
      return [`${i.buffer.name} = 0`];
    case "rescale":
      return [
        `rescale ${[...i.carried, ...i.arriving].map((c) => showRef(c.ref)).join(", ")} to ${showRef(i.log)}`,
      ];
    case "sweep":
      return [
        `sweep ${i.cols}`,
        ...showLocals(
          i.locals,
          i.stores.map(({ local, to }) => ({ local, to: fixed(to) })),
        ).map((l) => `  ${l}`),
      ];
    case "measure":
      return [
        `measure ${i.tensors.length} tensors: squares of scale*v, greatest |v| of v =`,
        ...showLocals(i.locals, [], i.of).map((l) => `  ${l}`),
      ];
    case "unscale":
      return [`unscale ${i.values.map((v) => showRef(v.ref)).join(", ")} from ${showRef(i.exponent)}`];
  }
}

const when: Record<Section["over"], string> = {
  once: "once",
  all: "all steps at once",
  last: "last step",
  forward: "for t = 0 .. T-1",
  backward: "for t = T-1 .. 0",
};

/** The plan as text: sections in order, then the memory. */
export function showPlan(p: Plan, bytesPerElement: number): string {
  const lines: string[] = [`plan  T ${p.sizes.T}  B ${p.sizes.B}  lanes ${p.options.lanes}`];
  const { forward, clear, backward, finish } = p.phases;
  for (const [phase, list] of Object.entries({
    forward,
    clear,
    backward,
    finish,
    ...p.omega?.phases,
    ...p.update?.phases,
  })) {
    lines.push("", phase);
    for (const s of list) {
      lines.push(`  ${s.name}: ${when[s.over]}`);
      for (const i of s.instructions) lines.push(...showInstruction(i).map((l) => `    ${l}`));
    }
  }
  lines.push("", "memory");
  const width = Math.max(...p.buffers.map((b) => b.name.length));
  for (const b of p.buffers) {
    const size = b.rows * b.times * b.ld * bytesPerElement;
    lines.push(
      `  ${b.name.padEnd(width)}  ${b.times} x ${b.rows} x ${b.cols}${b.ld === b.cols ? "" : ` (rows of ${b.ld})`}  ${size} bytes`,
    );
  }
  lines.push(`  total ${p.elements * bytesPerElement} bytes`);
  return lines.join("\n");
}
