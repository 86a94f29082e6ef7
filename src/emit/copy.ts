import type { Copy } from "../plan/index.js";
import { type Procedure, type Stmt, times } from "./kernel.js";
import type { Procedures } from "./procedures.js";

/** to [i][j] = or += from [i·down + j·right]. */
export const copyProcedure =
  (add: boolean) =>
  (name: string): Procedure => ({
    name,
    ptrs: ["to", "from"],
    ints: ["rows", "cols", "ld", "down", "right"],
    body: [
      {
        s: "for",
        name: "i",
        from: 0,
        to: "rows",
        step: 1,
        body: [
          { s: "ptr", name: "d", base: "to", at: times("i", "ld") },
          { s: "ptr", name: "w", base: "from", at: times("i", "down") },
          {
            s: "for",
            name: "j",
            from: 0,
            to: "cols",
            step: 1,
            body: [
              { s: "move", to: "d", from: "w", add },
              { s: "bump", name: "d", by: 1 },
              { s: "bump", name: "w", by: "right" },
            ],
          },
        ],
      },
    ],
  });

export function copy(i: Copy, procedures: Procedures): Stmt[] {
  const name = procedures.get(i.add ? "copy add" : "copy", copyProcedure(i.add));
  const ptrs = [{ at: i.to.buffer.offset + i.to.at }, { at: i.from.buffer.offset + i.from.at }];
  const steps = i.transposed ? [1, i.from.ld] : [i.from.ld, 1];
  return [{ s: "call", name, ptrs, ints: [i.rows, i.cols, i.to.ld, ...steps] }];
}
