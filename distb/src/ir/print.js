import { topological } from "./expr.js";
import { ops } from "./ops.js";
/** Operands of these are printed in brackets unless they are a name or a call. */
const products = new Set(["dot", "dotT", "outer", "matmul", "transpose"]);
/** One expression as text; named nodes below the root appear as their names. */
export function showExpr(root, names = new Map()) {
    const show = (e, isRoot) => {
        const name = isRoot ? undefined : names.get(e);
        if (name !== undefined)
            return { text: name, binds: 3 };
        const row = ops[e.op];
        if (e.op === "repeat" || e.op === "spread")
            return show(e.args[0] ?? e, false);
        const args = e.args.map((a, i) => {
            const part = show(a, false);
            const right = i > 0 && (e.op === "sub" || e.op === "div");
            const tight = products.has(e.op) ? 3 : row.binds > 2 ? 0 : row.binds;
            return part.binds < tight || (right && part.binds <= row.binds) ? `(${part.text})` : part.text;
        });
        return { text: row.form(args, e), binds: row.binds };
    };
    return show(root, true).text;
}
/** Equations `name = expression`, one a line, operands first, for every named node the roots need. */
export function showEquations(roots, names) {
    const outputs = [...roots];
    const label = new Map();
    for (const [name, e] of outputs)
        label.set(e, [...(label.get(e) ?? []), name]);
    const lines = [];
    for (const e of topological(outputs.map(([, r]) => r))) {
        const own = names.get(e);
        if (own !== undefined && e.op !== "var")
            lines.push([own, showExpr(e, names)]);
        for (const l of label.get(e) ?? [])
            if (l !== own)
                lines.push([l, own ?? showExpr(e, names)]);
    }
    const width = Math.max(0, ...lines.map(([l]) => l.length));
    return lines.map(([l, r]) => `${l.padEnd(width)} = ${r}`);
}
