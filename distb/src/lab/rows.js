/** A batch made of some rows (sequences) of another, in the order given; a row may be taken twice. */
export function takeRows(batch, rows) {
    const take = (values) => takeColumns(values, batch.B, values.length / stepsOf(values, batch), rows);
    return {
        T: batch.T,
        B: rows.length,
        x: take(batch.x),
        target: take(batch.target),
        weight: take(batch.weight),
    };
}
/** Of an array [S, B, n] the columns `rows` of its second dimension; `width` is B·n. */
export function takeColumns(values, B, width, rows) {
    const n = width / B;
    const S = values.length / width;
    const taken = new Float64Array(S * rows.length * n);
    for (let s = 0; s < S; s++)
        for (let i = 0; i < rows.length; i++) {
            const from = s * width + (rows[i] ?? 0) * n;
            for (let k = 0; k < n; k++)
                taken[(s * rows.length + i) * n + k] = values[from + k] ?? Number.NaN;
        }
    return taken;
}
function stepsOf(values, { T, B, x, weight }) {
    return values === x ? T : weight.length / B;
}
/** The first n rows, 0 to n - 1. */
export const firstRows = (n) => Int32Array.from({ length: n }, (_, i) => i);
