import { constant, isConst, node, rewrite, topological, withArgs } from "./expr.js";
/** Equal subexpressions become one node; arithmetic on constants is done. */
function share(roots) {
    const known = new Map();
    return rewrite(roots, (e, args) => {
        const made = fold(e, args);
        const key = [
            made.op,
            made.name,
            made.role,
            made.value,
            made.shape,
            made.shared,
            ...made.args.map((a) => a.id),
        ].join("|");
        const same = known.get(key);
        if (!same)
            known.set(key, made);
        return same ?? made;
    });
}
function fold(e, args) {
    const [a, b] = args;
    if (e.op === "mul" && a && b && isConst(a) && isConst(b))
        return constant((a.value ?? 0) * (b.value ?? 0));
    return withArgs(e, args);
}
/** A sum inside a sum that nobody else uses, and that has no name, joins it. */
function flatten(roots, named) {
    const users = new Map();
    for (const e of topological(roots))
        for (const a of e.args)
            users.set(a, (users.get(a) ?? 0) + 1);
    for (const r of roots)
        users.set(r, (users.get(r) ?? 0) + 2);
    const inlined = new Map();
    return rewrite(roots, (e, args) => {
        if (e.op !== "add")
            return withArgs(e, args);
        const terms = args.flatMap((a) => inlined.get(a) ?? [a]);
        const made = terms.length === e.args.length ? withArgs(e, args) : node({ ...e, args: terms });
        if (users.get(e) === 1 && !named.has(e))
            inlined.set(made, made.args);
        return made;
    });
}
/** The same values with fewer nodes. Roots keep their order. */
export function simplify(roots) {
    const shared = share(roots);
    return flatten(shared, new Set(shared));
}
