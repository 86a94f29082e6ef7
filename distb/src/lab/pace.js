/** Multiply-adds between two turns of the event loop: a few milliseconds of native code. */
const BUDGET = 5e7;
/** Steps between two turns, however small. */
const LONGEST = 50;
/**
 * Lets timers, signals and input be heard during a long computation: the returned function, called once a unit of
 * `work` multiply-adds, gives the event loop a turn every so many calls. Counts work, since there is no clock here.
 */
export function pacer(work) {
    const every = Math.min(LONGEST, Math.max(1, Math.floor(BUDGET / work)));
    let calls = 0;
    return async () => {
        calls++;
        if (calls % every === 0)
            await turn();
    };
}
/** One turn of the event loop; setTimeout would cost a millisecond or more. */
function turn() {
    return new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
            port1.close();
            resolve();
        };
        port2.postMessage(0);
    });
}
