import { EquationError } from "./error.js";
import { sameShape, topological, variable, } from "./expr.js";
import { simplify } from "./simplify.js";
export const scalar = (start) => ({
    shape: [],
    ...(start !== undefined && { start }),
});
export const vec = (d, start) => ({
    shape: [d],
    ...(start !== undefined && { start }),
});
export const mat = (m, n) => ({
    shape: [m, n],
});
/** Traces `step` once on symbols and checks what it returns. Throws `EquationError`. */
export function cell(text) {
    const refuse = (why) => {
        throw new EquationError(`cell "${text.name}": ${why}`);
    };
    const vars = {};
    const declare = (role, of) => {
        for (const [name, d] of Object.entries(of)) {
            if (name in vars)
                refuse(`"${name}" is declared twice; give inputs, states and parameters different names`);
            vars[name] = variable(role, name, d.shape);
        }
    };
    declare("input", text.input);
    declare("state", text.state);
    declare("param", text.params);
    const returned = trace(text.name, () => text.step(vars));
    const names = [...Object.keys(returned).filter((k) => !(k in text.state)), ...Object.keys(text.state)];
    for (const [name, d] of Object.entries(text.state)) {
        const value = returned[name];
        if (!value)
            return refuse(`step returns no new value for the state "${name}"; return { ${name}: ... }`);
        if (!sameShape(value.shape, d.shape))
            refuse(`the state "${name}" is [${d.shape}] but step returns [${value.shape}] for it; return a value of the declared shape`);
        if (value.shared)
            refuse(`the state "${name}" does not depend on the example; use spread(...) if that is meant`);
    }
    const output = returned[text.output];
    if (!output)
        return refuse(`step returns no value for the output "${text.output}"; return { ${text.output}: ... }`);
    if (output.shape.length > 1 || output.shared)
        refuse(`the output "${text.output}" is one vector or scalar per example; it is [${output.shape}]`);
    const nodes = simplify(names.map((n) => returned[n] ?? refuse(`"${n}" has no value`)));
    const used = new Set(topological(nodes).flatMap((e) => (e.op === "var" ? [e.name] : [])));
    for (const p of Object.keys(text.params))
        if (!used.has(p))
            refuse(`the parameter "${p}" is declared but not used; remove it or use it in step`);
    const values = {};
    for (const [i, n] of names.entries())
        values[n] = nodes[i] ?? output;
    return Object.freeze({
        name: text.name,
        title: text.title,
        cite: text.cite,
        inputs: text.input,
        states: text.state,
        params: text.params,
        output: text.output,
        memory: { ...text.memory },
        values,
    });
}
function trace(name, step) {
    try {
        return step();
    }
    catch (e) {
        if (e instanceof EquationError)
            throw new EquationError(`cell "${name}": ${e.message}`);
        throw e;
    }
}
