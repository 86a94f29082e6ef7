/** At least so many milliseconds a round: the clock and a stray interrupt are then less than a percent. */
const SHORTEST = 50;
/** A round of a function: called until the round is long enough; returns milliseconds per call. */
export function timed(step, shortest = SHORTEST) {
    const start = performance.now();
    let calls = 0;
    let elapsed = 0;
    do {
        step();
        calls++;
        elapsed = performance.now() - start;
    } while (elapsed < shortest);
    return elapsed / calls;
}
/**
 * What each contestant measured in each round, in the order of the contestants. One round before is thrown away: it
 * warms caches and lets the just-in-time compiler finish. `onRound` hears after every round of all; false ends it.
 */
export async function interleaved(contestants, rounds, onRound = () => true) {
    for (const { round } of contestants)
        await round();
    const measured = contestants.map(() => []);
    for (let done = 1; done <= rounds; done++) {
        for (const [i, { round }] of contestants.entries())
            measured[i]?.push(await round());
        if (!(await onRound(done)))
            break;
    }
    return measured;
}
/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = (sorted.length - 1) / 2;
    const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
    return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}
