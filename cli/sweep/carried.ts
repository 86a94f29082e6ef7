import type { Ended } from "../../src/sweep/index.js";
import type { Done } from "../workers/message.js";

/** A job, what became of it, and how. */
export interface Carried extends Ended {
  readonly done: Done;
  /** Of this process's time. */
  readonly seconds: number;
}
