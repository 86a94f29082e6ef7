import { count, significant, table } from "../../src/report/index.js";
import { wrapped } from "../text.js";
import { bytesOf, planOf } from "./code.js";
const FLOAT32 = 4;
const MEGABYTE = 1e6;
/** What is kept of every step for the way back, in bytes. */
export function kept(d, options, style) {
    const { T, batch, hidden, input } = options;
    const size = { B: batch, H: hidden, X: input };
    const rows = valuesOf(d).map(({ name, what, shape }) => {
        return { name, what, shape, bytes: shape.reduce((n, dimension) => n * (size[dimension] ?? 1), FLOAT32) };
    });
    const total = rows.reduce((sum, { bytes }) => sum + bytes, 0);
    const body = [
        ...rows.map(({ name, what, shape, bytes }) => [name, what, `[${shape.join(", ")}]`, count(bytes)]),
        ["a step", "", "", count(total)],
        [`${count(T)} steps`, "", "", count(T * total)],
    ];
    const title = `Kept of every step (float32, B = ${batch}, H = ${hidden}, X = ${input})`;
    const lines = table(["value", "kind", "shape", "bytes"], body, { ...style, width: style.width - 2 });
    const whole = significant(bytesOf(planOf(d.cell, options)) / MEGABYTE);
    const more = `With weights, gradients and what the way back itself needs: ${whole} MB; --plan lists them.`;
    return [title, ...lines.split("\n").map((line) => `  ${line}`), wrapped(more, style.width)].join("\n");
}
/** The inputs and states, which are kept anyway, and what the adjoint reads besides. */
function valuesOf({ cell, saved }) {
    const declared = (what, of) => Object.entries(of).map(([name, { shape }]) => ({ name, what, shape: ["B", ...shape] }));
    const besides = saved
        .filter(({ isState }) => !isState)
        .map(({ name, value }) => ({
        name,
        what: "saved",
        shape: value.shared ? value.shape : ["B", ...value.shape],
    }));
    return [...declared("input", cell.inputs), ...declared("state", cell.states), ...besides];
}
