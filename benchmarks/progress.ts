/** Hears where a benchmark is: what it does now and which share of the whole is done; false asks it to stop. */
export type Listener = (now: string, done: number) => Promise<boolean> | boolean;
