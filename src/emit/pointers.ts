import type { Ref } from "../plan/index.js";
import { address, type Mode } from "./address.js";
import { type Int, plus, type Stmt } from "./kernel.js";

/** Pointers to the current row of every value an instruction touches. */
export class Pointers {
  readonly stmts: Stmt[] = [];
  private readonly names = new Map<string, string>();
  private readonly moving: { name: string; row: Int; stride: number }[] = [];

  constructor(private readonly mode: Mode) {}

  to(r: Ref, row: Int): string {
    const key = `${r.buffer.name}|${JSON.stringify(r.slot)}|${JSON.stringify(row)}`;
    let name = this.names.get(key);
    if (!name) {
      name = `q${this.names.size}`;
      this.names.set(key, name);
      this.stmts.push({ s: "ptr", name, at: address(r, this.mode, row) });
      if (r.slot.kind === "step") this.moving.push({ name, row, stride: r.buffer.rows * r.buffer.ld });
    }
    return name;
  }

  /** The pointers at `row` that move with the step of a time loop, and how far. */
  perStep(row: Int): { name: string; stride: number }[] {
    return this.moving.filter((p) => p.row === row);
  }

  element(r: Ref, column: Int): string {
    const name = `q${this.names.size}`;
    this.names.set(name, name);
    this.stmts.push({ s: "ptr", name, at: plus(address(r, this.mode, 0), column) });
    return name;
  }
}

export const eachRow = (from: Int, to: Int, body: readonly Stmt[]): Stmt[] => [
  { s: "for", name: "r", from, to, step: 1, body },
];
