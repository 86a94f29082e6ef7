let created = 0;
/** Makes a node without any check; `ops.ts` is the checked way. */
export function node(fields) {
    return Object.freeze({ ...fields, id: created++ });
}
/** A named leaf. */
export function variable(role, name, shape) {
    return node({ op: "var", args: [], shape, shared: role === "param" || role === "derived", name, role });
}
/** Like `variable`, for a value that need not follow the role's usual sharing. */
export function placeholder(role, name, like) {
    return node({ op: "var", args: [], shape: like.shape, shared: like.shared, name, role });
}
export function constant(value) {
    return node({ op: "const", args: [], shape: [], shared: true, value });
}
export const isConst = (e, value) => e.op === "const" && (value === undefined || e.value === value);
export const sameShape = (a, b) => a.length === b.length && a.every((d, i) => d === b[i]);
/** All nodes that the roots need, operands first. */
export function topological(roots) {
    const seen = new Set();
    const order = [];
    const stack = [...roots].reverse().map((r) => [r, false]);
    for (let top = stack.pop(); top; top = stack.pop()) {
        const [e, done] = top;
        if (done) {
            order.push(e);
            continue;
        }
        if (seen.has(e))
            continue;
        seen.add(e);
        stack.push([e, true]);
        for (let i = e.args.length - 1; i >= 0; i--) {
            const a = e.args[i];
            if (a && !seen.has(a))
                stack.push([a, false]);
        }
    }
    return order;
}
/** Rebuilds the graph below `roots`, replacing each node by what `visit` returns for it (with new operands). */
export function rewrite(roots, visit) {
    const made = new Map();
    const get = (e) => {
        const m = made.get(e);
        if (!m)
            throw new Error("operand visited after its user");
        return m;
    };
    for (const e of topological(roots))
        made.set(e, visit(e, e.args.map(get)));
    return roots.map(get);
}
/** Replaces leaves; graphs that share nodes before share them after, across calls. */
export function substitution(leaf) {
    const made = new Map();
    return (root) => {
        for (const e of topological([root]))
            if (!made.has(e))
                made.set(e, e.args.length === 0
                    ? leaf(e)
                    : withArgs(e, e.args.map((a) => made.get(a) ?? a)));
        return made.get(root) ?? root;
    };
}
/** The same operation on other operands, shape and sharing kept. */
export function withArgs(e, args) {
    return args.every((a, i) => a === e.args[i]) ? e : node({ ...e, args });
}
