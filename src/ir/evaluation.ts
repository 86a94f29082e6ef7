import { type Cell, checkedCell, type Declared } from "./cell.js";
import { spread } from "./equations.js";
import { type Expr, node, rewrite, variable, withArgs } from "./expr.js";
import type { Network } from "./network.js";
import { ops } from "./ops.js";

/**
 * The cell as an evaluation runs it: each of its statistics is an input of the same name, and so one example no longer sees
 * the others. Parameters and states are those of the cell; one without statistics is returned as it is.
 */
export function inEvaluation(cell: Cell): Cell {
  const { statistics = [], ...parts } = cell;
  if (statistics.length === 0) return cell;
  const given = new Map(statistics.map((name) => [cell.values[name], name]));
  const kept = Object.entries(cell.values).filter(([name]) => !statistics.includes(name));
  const values = rewrite(
    kept.map(([, e]) => e),
    (e, args) => {
      const name = given.get(e);
      return name === undefined ? perExample(e, args) : variable("input", name, e.shape);
    },
  );
  const inputs = statistics.map((name): [string, Declared] => [
    name,
    { shape: cell.values[name]?.shape ?? [] },
  ]);
  return checkedCell({
    ...parts,
    name: `${cell.name} in evaluation`,
    inputs: { ...cell.inputs, ...Object.fromEntries(inputs) },
    values: Object.fromEntries(kept.map(([name, e], i) => [name, values[i] ?? e])),
  });
}

/** The network with each cell as an evaluation runs it; itself where none has statistics. */
export function networkInEvaluation(network: Network): Network {
  const layers = network.layers.map((layer) => ({ ...layer, cell: inEvaluation(layer.cell) }));
  return layers.every(({ cell }, i) => cell === network.layers[i]?.cell) ? network : { ...network, layers };
}

/** What the examples shared is one value for each of them where an operand has become one. */
function perExample(e: Expr, args: readonly Expr[]): Expr {
  if (!e.shared || args.every((a) => a.shared)) {
    const [only] = args;
    return e.op === "spread" && only && !only.shared ? only : withArgs(e, args);
  }
  const alone = (a: Expr) => (ops[e.op].pointwise && a.shared && a.op !== "const" ? spread(a) : a);
  return node({ ...e, args: args.map(alone), shared: false });
}
