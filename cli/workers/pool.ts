import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Done, FromWorker, Order, ToWorker } from "./message.js";

const WORKER = fileURLToPath(new URL("./worker.js", import.meta.url));
/** Characters kept of what a worker says as it goes down. */
const LAST_WORDS = 4000;

/** Results can no longer be kept. The message is one sentence. */
export class Unstorable extends Error {
  override name = "StoreError";
}

/** A process went down with the run that it carried. The message says why, as far as can be known. */
export class Crash extends Error {
  override name = "Crash";
}

export interface PoolListener {
  progress(step: number, loss: number): void;
  notice(message: string): void;
}

/** Processes that carry out runs. One is begun when an order finds none idle, and kept for the next. */
export interface Pool {
  /**
   * Carries out a run in a process that nothing else uses meanwhile.
   *
   * @throws Crash when that process goes down; Unstorable when the run cannot be kept
   */
  carry(order: Order, listener: PoolListener): Promise<Done>;
  /** Asks the runs at work to end after the step they are at. */
  stop(): void;
  /** Ends all processes. */
  close(): void;
}

/** A pool of the built worker, or of another program in a test. */
export function openPool(program: string = WORKER): Pool {
  const idle: ChildProcess[] = [];
  const busy = new Set<ChildProcess>();
  const send = (child: ChildProcess, message: ToWorker) => child.connected && child.send(message);
  const begin = () => {
    // NaN and the infinities are results: JSON would lose them.
    const child = fork(program, { serialization: "advanced", stdio: ["ignore", "ignore", "pipe", "ipc"] });
    child.on("exit", () => {
      const i = idle.indexOf(child);
      if (i >= 0) idle.splice(i, 1);
    });
    child.on("error", () => undefined); // "exit" tells
    return child;
  };
  return {
    carry(order, listener) {
      const child = idle.pop() ?? begin();
      busy.add(child);
      return new Promise<Done>((resolve, reject) => {
        let words = "";
        const hear = (message: FromWorker) => {
          if (message.kind === "progress") listener.progress(message.step, message.loss);
          else if (message.kind === "notice") listener.notice(message.message);
          else {
            release();
            idle.push(child);
            if (message.kind === "done") resolve(message.done);
            else reject(new Unstorable(message.sentence));
          }
        };
        const listen = (data: Buffer) => {
          words = (words + data.toString()).slice(-LAST_WORDS);
        };
        const mourn = (code: number | null, signal: NodeJS.Signals | null) => {
          release();
          reject(new Crash(causeOf(code, signal, words)));
        };
        const release = () => {
          busy.delete(child);
          child.off("message", hear).off("close", mourn);
          child.stderr?.off("data", listen);
        };
        // "close" comes after the last words.
        child.on("message", hear).on("close", mourn);
        child.stderr?.on("data", listen);
        send(child, { kind: "order", order });
      });
    },
    stop() {
      for (const child of busy) send(child, { kind: "stop" });
    },
    close() {
      for (const child of [...idle, ...busy]) child.kill("SIGKILL");
    },
  };
}

/** Why a process went down. */
function causeOf(code: number | null, signal: NodeJS.Signals | null, words: string): string {
  if (/heap out of memory|Cannot allocate memory/i.test(words)) return "its process ran out of memory";
  const last = words.trim().split("\n").at(-1) ?? "";
  const said = last === "" ? "" : `: ${last}`;
  if (signal === "SIGKILL") return "its process was killed, as systems do when memory runs out";
  return signal === null
    ? `its process ended with code ${code}${said}`
    : `its process was ended by ${signal}${said}`;
}
