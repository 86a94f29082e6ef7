// Short constructors: the lowering reads better with them.
export const ref = (name) => ({ v: "ref", name });
export const num = (value) => ({ v: "const", value });
export const op = (name, ...args) => ({ v: "op", op: name, args });
export const load = (at, offset = 0, index) => ({
    v: "load",
    at,
    offset,
    ...(index !== undefined && { index }),
});
export const splat = (at, offset = 0) => ({ v: "splat", at, offset });
export const plus = (a, b) => a === 0 ? b : b === 0 ? a : typeof a === "number" && typeof b === "number" ? a + b : { op: "+", a, b };
export const minus = (a, b) => b === 0 ? a : typeof a === "number" && typeof b === "number" ? a - b : { op: "-", a, b };
export const times = (a, b) => a === 0 || b === 0
    ? 0
    : a === 1
        ? b
        : b === 1
            ? a
            : typeof a === "number" && typeof b === "number"
                ? a * b
                : { op: "*", a, b };
export const over = (a, b) => ({ op: "/", a, b });
export const least = (a, b) => ({ op: "min", a, b });
