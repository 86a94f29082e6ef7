/** A process that runs one command line after another, for tests that need none of their own: starting costs most. */
import { main } from "../../dist/cli/program.js";

for (const stream of [process.stdout, process.stderr]) stream.setMaxListeners(0);

/** Collects what is written until the function returned is called. */
function capture(stream) {
  const { write } = stream;
  let text = "";
  stream.write = (data) => {
    text += data;
    return true;
  };
  return () => {
    stream.write = write;
    return text;
  };
}

let last = Promise.resolve();
process.on("message", ({ id, argv }) => {
  last = last.then(async () => {
    const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
    const code = await main(argv, "0.0.0");
    process.send({ id, code, stdout: stdout(), stderr: stderr() });
  });
});
process.on("disconnect", () => process.exit(0));
