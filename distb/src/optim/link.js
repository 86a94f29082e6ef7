/** A zero-filled array of the same type and length. */
export function zerosLike(params) {
    return params instanceof Float32Array ? new Float32Array(params.length) : new Float64Array(params.length);
}
