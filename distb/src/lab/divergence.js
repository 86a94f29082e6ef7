/** So many steps in a row must be beyond hope: with clipping, single spikes of any height are climbed down from. */
const PATIENCE = 10;
/** Beyond hope: this many times the loss of knowing nothing. */
const FACTOR = 1e4;
/**
 * A run has diverged when its loss or gradient is not finite, or when its loss stays above 10⁴ times the larger of
 * baseline and first loss for 10 steps. (Adam's steps are bounded: with a huge learning rate it never overflows.)
 */
export function divergenceWatch(baseline) {
    let limit;
    let beyond = 0;
    return {
        check(step, loss, gradientNorm) {
            if (!Number.isFinite(loss))
                return `the loss of step ${step} is ${loss}`;
            if (!Number.isFinite(gradientNorm))
                return `the gradient norm of step ${step} is ${gradientNorm}`;
            limit ??= FACTOR * Math.max(baseline, loss);
            beyond = loss > limit ? beyond + 1 : 0;
            if (beyond < PATIENCE)
                return undefined;
            const since = step - PATIENCE + 1;
            return `the loss stayed above ${limit.toPrecision(3)} from step ${since} to step ${step}, where it is ${loss.toPrecision(3)}`;
        },
    };
}
/** The reason when a parameter is not finite after a step, or undefined. */
export function brokenParameters(step, params) {
    for (let i = 0; i < params.length; i++)
        if (!Number.isFinite(params[i]))
            return `a parameter is ${params[i]} after step ${step}`;
    return undefined;
}
