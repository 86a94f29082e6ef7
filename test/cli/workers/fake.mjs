// Stands in for a worker: what it does with a run is in the run's seed.
process.on("disconnect", () => process.exit(0));
process.on("message", (message) => {
  if (message.kind === "stop") return done("interrupted");
  const { seed, steps } = message.order.experiment;
  if (seed === 2) {
    process.stderr.write("terrible things\nthe last word\n", () => process.exit(7));
    return;
  }
  if (seed === 3) return process.kill(process.pid, "SIGKILL");
  if (seed === 4) {
    process.stderr.write("FATAL ERROR: JavaScript heap out of memory\n", () => process.abort());
    return;
  }
  if (seed === 5) return process.send({ kind: "unstorable", sentence: "The disk is full." });
  if (seed === 6) return; // until it is told to stop
  process.send({ kind: "notice", message: "no compiler" });
  process.send({ kind: "progress", step: 3, loss: Number.NaN });
  done("finished", seed, steps);
});

function done(status, seed = 0, steps = 0) {
  const outcome = { seed, status, step: steps, budget: steps, metrics: { pid: process.pid } };
  process.send({
    kind: "done",
    done: { outcome, reused: 0, points: [{ x: 1, y: Number.POSITIVE_INFINITY }] },
  });
}
