/**
 * The process that carries out runs for a pool. It ends with its parent, however that ends; Ctrl-C is for the parent to
 * pass on.
 */
import type { FromWorker, ToWorker } from "./message.js";

/** Milliseconds between two reports of progress. */
const REPORT = 200;

let controller = new AbortController();

process.on("SIGINT", () => undefined);
process.on("disconnect", () => process.exit(0));
process.on("message", (message: ToWorker) => {
  if (message.kind === "stop") controller.abort();
  else void work(message);
});

async function work({ order }: Extract<ToWorker, { kind: "order" }>): Promise<void> {
  controller = new AbortController();
  const { signal } = controller;
  let reported = 0;
  const progress = (step: number, loss: number) => {
    if (Date.now() - reported < REPORT) return;
    reported = Date.now();
    tell({ kind: "progress", step, loss });
  };
  const { carry, failed } = await import("./carry.js");
  try {
    const done = await carry(order, {
      signal,
      progress,
      notice: (message) => tell({ kind: "notice", message }),
    });
    tell({ kind: "done", done });
  } catch (e) {
    const { name, message, stack } = e as Error;
    if (name === "StoreError") tell({ kind: "unstorable", sentence: message });
    else tell({ kind: "done", done: failed(order.experiment, `a bug in Hindsight: ${stack ?? message}`) });
  }
}

function tell(message: FromWorker): void {
  process.send?.(message);
}
