import type { BatchSum, Instruction, Outer, Plan, Section } from "../plan/index.js";
import type { Mode } from "./address.js";
import { copy } from "./copy.js";
import { type Int, type Kernel, type Module, over, plus, type Stmt, times } from "./kernel.js";
import { vectorFunctions } from "./math.js";
import { identity, inverse, zeroOut } from "./matrix.js";
import { Procedures } from "./procedures.js";
import { gemm, pack } from "./product.js";
import { rescale } from "./rescale.js";
import { loop, rowReduce } from "./rows.js";
import { unscale } from "./scale.js";
import { columnSumOfStep, outer, sums } from "./sums.js";
import { cheapestTile, type Registers, type Shape, type Tile } from "./tile.js";
import { measure, sweep } from "./update.js";

type RowWise = Extract<Instruction, { kind: "loop" | "gemm" | "rowReduce" | "rescale" | "unscale" }>;

const isRowWise = (i: Instruction): i is RowWise =>
  i.kind === "rescale" ||
  i.kind === "unscale" ||
  ((i.kind === "loop" || i.kind === "gemm" || i.kind === "rowReduce") && i.rows === "batch");

/** Sums over the rows of the batch, which a section adds up together. */
const isSum = (i: Instruction): i is BatchSum | Outer =>
  i.kind === "batchSum" || (i.kind === "outer" && i.rows === "batch");

/** A plan as kernels: the last form that both printers share. */
export function lower(plan: Plan, real: "float32" | "float64", registers: Registers): Module {
  return new Lowering(plan, real, registers).run();
}

class Lowering {
  private readonly procedures = new Procedures("product");
  private kernels = 0;
  /** One for all products, because the weights are laid out for it. */
  private readonly tile: Tile;

  constructor(
    private readonly plan: Plan,
    private readonly real: "float32" | "float64",
    private readonly registers: Registers,
  ) {
    this.tile = cheapestTile(registers, timeLoopProducts(plan));
  }

  run(): Module {
    const { plan, real, tile } = this;
    const lowered = (sections: readonly Section[]): Kernel[] => sections.flatMap((s) => this.section(s));
    const { forward, clear, backward, probe, finish } = plan.phases;
    const all = { forward, clear, backward, probe, finish, ...plan.omega?.phases, ...plan.update?.phases };
    const phases = Object.fromEntries(Object.entries(all).map(([name, s]) => [name, lowered(s)]));
    const cells = plan.network.layers.map((l) => l.cell.name).join(", ");
    return {
      real,
      lanes: tile.lanes,
      tileRows: tile.rows,
      B: plan.sizes.B,
      functions: vectorFunctions(real),
      procedures: this.procedures.list,
      phases,
      header: [
        `${cells || "no layers"}; T up to ${plan.sizes.T}, B ${plan.sizes.B}, ${real}, ${tile.lanes} lanes, tiles of ${tile.rows} rows x ${tile.vectors} vectors`,
      ],
    };
  }

  private kernel(domain: Kernel["domain"], name: string, body: readonly Stmt[]): Kernel {
    const ints = domain === "share" ? ["T", "part", "parts"] : ["T", "from", "to"];
    return {
      domain,
      procedure: {
        name: `k${this.kernels++}`,
        ptrs: [],
        ints,
        body: [{ s: "comment", text: name }, ...body],
      },
    };
  }

  private section(s: Section): Kernel[] {
    if (s.over === "forward" || s.over === "backward") {
      const next = s.over === "forward" ? 1 : -1;
      const body = s.instructions.flatMap((i) =>
        i.kind === "loop" && i.rows === "batch"
          ? loop(i, "loop", "from", "to", next)
          : this.instruction(i, "loop", "from", "to"),
      );
      const time: Stmt =
        s.over === "forward"
          ? { s: "for", name: "t", from: 0, to: "T", step: 1, body }
          : { s: "down", name: "t", from: "T", body };
      return [this.kernel("batch", s.name, [time])];
    }
    const domain = s.over === "all" ? "all" : "batch";
    const out: Kernel[] = [];
    for (const group of groups(s)) {
      const summed = group.filter(isSum);
      if (s.over !== "once" && summed.length > 0) {
        const { B } = this.plan.sizes;
        const body = sums(summed, s.over === "all" ? "T" : 1, B, this.registers, this.procedures);
        out.push(this.kernel("share", s.name, body));
        continue;
      }
      const body = group.flatMap((i, n): Stmt[] => {
        if (isRowWise(i)) return this.instruction(i, "flat", "from", "to");
        if (i.kind === "sweep" || i.kind === "measure") return this.instruction(i, "flat", 0, 0);
        // Small and independent: one part each. What depends on what came before is all done by the first.
        const owner: Int = s.over === "once" && !areIndependent(group) ? 0 : n;
        return [mine(owner, this.instruction(i, "flat", 0, 0))].flat();
      });
      const rowWise = group[0] && isRowWise(group[0]);
      out.push(this.kernel(rowWise ? domain : "share", s.name, body));
    }
    return out;
  }

  private instruction(i: Instruction, mode: Mode, from: Int, to: Int): Stmt[] {
    const { lanes } = this.tile;
    const rows = (r: "batch" | number): [Int, Int] => (r === "batch" ? [from, to] : [0, r]);
    switch (i.kind) {
      case "loop":
        return loop(i, mode, ...rows(i.rows));
      case "gemm":
        return gemm(i, mode, ...rows(i.rows), this.tile, this.procedures);
      case "rowReduce":
        return rowReduce(i, mode, ...rows(i.rows), lanes);
      case "rescale":
        return rescale(i, mode, from, to, lanes, this.real);
      case "unscale":
        return unscale(i, mode, from, to, this.real);
      case "pack":
        return pack(i, this.tile, this.procedures);
      case "copy":
        return copy(i, this.procedures);
      case "inverse":
        return inverse(i);
      case "identity":
        return identity(i, lanes);
      case "zero":
        return zeroOut(i, lanes);
      case "sweep":
        return sweep(i, lanes);
      case "measure":
        return measure(i, lanes, this.real === "float32" ? 4 : 8, this.procedures);
      case "batchSum":
        return columnSumOfStep(i, mode, this.plan.sizes.B, this.registers);
      case "outer":
        return [
          { s: "int", name: "part", value: 0 },
          { s: "int", name: "parts", value: 1 },
          ...outer(i, mode, i.rows === "batch" ? this.plan.sizes.B : i.rows, this.registers, this.procedures),
        ];
    }
  }
}

/** The products of all time loops: what a training step spends its time on. */
function timeLoopProducts({ phases, sizes }: Plan): Shape[] {
  const loops = [...phases.forward, ...phases.backward].filter(
    ({ over }) => over === "forward" || over === "backward",
  );
  return loops.flatMap((s) =>
    s.instructions.flatMap((i) => {
      if (i.kind !== "gemm") return [];
      const work = i.terms.reduce((sum, { k }) => sum + k, 0);
      return i.outs.map(({ n }) => ({ rows: i.rows === "batch" ? sizes.B : i.rows, n, work }));
    }),
  );
}

/** True when any order, and so any thread, gives the same: nobody reads or adds to what another writes. */
function areIndependent(group: readonly Instruction[]): boolean {
  const moves = group.flatMap((i) => {
    if (i.kind === "pack") return [{ to: i.packed.to, at: 0, from: i.packed.parts.map((p) => p.from) }];
    if (i.kind === "zero") return [{ to: i.buffer, at: 0, from: [] }];
    if (i.kind === "copy") return [{ to: i.to.buffer, at: i.to.at, from: [i.from.buffer] }];
    return [];
  });
  const written = new Set(moves.map((m) => m.to));
  const places = new Set(moves.map((m) => `${m.to.name}+${m.at}`));
  return (
    moves.length === group.length &&
    places.size === group.length &&
    !moves.some((m) => m.from.some((f) => written.has(f)))
  );
}

/** Instructions that one kernel runs without a thread waiting for another. */
function groups(s: Section): Instruction[][] {
  const kindOf = (i: Instruction): string =>
    isRowWise(i) ? "rows" : s.over === "once" ? "once" : isSum(i) ? "sums" : "copies";
  const out: Instruction[][] = [];
  let last = "";
  for (const i of s.instructions) {
    const kind = kindOf(i);
    if (kind !== last) out.push([]);
    out.at(-1)?.push(i);
    last = kind;
  }
  return out;
}

/** Runs the body on part number `n` (modulo the number of parts) only. */
function mine(n: Int, body: readonly Stmt[]): Stmt[] {
  const turn: Int = { op: "-", a: n, b: times(over(n, "parts"), "parts") };
  return [
    { s: "int", name: "turn", value: turn },
    {
      s: "ifLess",
      a: "turn",
      b: plus("part", 1),
      body: [{ s: "ifLess", a: "part", b: plus("turn", 1), body }],
    },
  ];
}
