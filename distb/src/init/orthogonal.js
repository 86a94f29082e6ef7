import { rounding, withGain, wrongLength } from "./initialiser.js";
/**
 * A random orthogonal matrix times a gain, each equally likely (Haar measure); rows or columns, whichever are fewer,
 * are orthonormal when the matrix is not square.
 *
 * It is the Q of the QR decomposition of a normal matrix. Q is unique, and Haar distributed, when R's diagonal is
 * positive; Gram-Schmidt makes it so, where Householder's reflections would need the signs put right afterwards.
 *
 * Source  Saxe, McClelland & Ganguli 2014; Mezzadri 2007 for the sign; Giraud et al. 2005 for the second pass.
 */
export function orthogonal(gain = 1) {
    return withGain(unit, gain);
}
const unit = Object.freeze({
    name: "orthogonal",
    draw(rows, cols, stream) {
        const wide = rows <= cols;
        const vectors = orthonormal(Math.min(rows, cols), Math.max(rows, cols), stream);
        const values = new Float64Array(rows * cols);
        vectors.forEach((vector, k) => {
            vector.forEach((value, j) => {
                values[wide ? k * cols + j : j * cols + k] = value;
            });
        });
        return values;
    },
    check(values, rows, cols) {
        if (values.length !== rows * cols)
            return wrongLength(values, rows, cols);
        const wide = rows <= cols;
        const vectors = Array.from({ length: Math.min(rows, cols) }, (_, k) => Float64Array.from({ length: Math.max(rows, cols) }, (_, j) => values[wide ? k * cols + j : j * cols + k] ?? Number.NaN));
        for (const [i, a] of vectors.entries()) {
            for (const [j, b] of vectors.slice(0, i + 1).entries()) {
                const product = dot(a, b);
                const off = Math.abs(product - (i === j ? 1 : 0));
                if (!(off <= rounding))
                    return `${wide ? "rows" : "columns"} ${j} and ${i} have the product ${product}`;
            }
        }
        return undefined;
    },
});
/**
 * `count` orthonormal vectors of length n, by Gram-Schmidt on normal vectors. A vector of which little is left has lost
 * as many digits, so it is projected once more.
 */
function orthonormal(count, n, stream) {
    const done = [];
    for (let k = 0; k < count; k++) {
        const vector = Float64Array.from({ length: n }, () => stream.normal());
        let before;
        let length = Math.sqrt(dot(vector, vector));
        do {
            before = length;
            for (const other of done)
                subtract(vector, other, dot(vector, other));
            length = Math.sqrt(dot(vector, vector));
        } while (length < 0.1 * before);
        done.push(vector.map((value) => value / length));
    }
    return done;
}
/** Four sums, because one would wait for itself at every addition. */
function dot(a, b) {
    const n = a.length;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let i = 0;
    for (; i + 3 < n; i += 4) {
        s0 += a[i] * b[i];
        s1 += a[i + 1] * b[i + 1];
        s2 += a[i + 2] * b[i + 2];
        s3 += a[i + 3] * b[i + 3];
    }
    for (; i < n; i++)
        s0 += a[i] * b[i];
    return s0 + s1 + (s2 + s3);
}
/** vector −= factor·other. */
function subtract(vector, other, factor) {
    for (let i = 0; i < vector.length; i++)
        vector[i] = vector[i] - factor * other[i];
}
