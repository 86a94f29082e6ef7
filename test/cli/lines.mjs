/** A process that runs one command line after another, for tests that need none of their own: starting costs most. */
import { readFileSync } from "node:fs";
import { main } from "../../dist/cli/program.js";

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

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

/** The environment is that of the line alone. */
function surround(env) {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
}

let last = Promise.resolve();
process.on("message", ({ id, argv, env }) => {
  last = last.then(async () => {
    surround(env);
    const [stdout, stderr] = [capture(process.stdout), capture(process.stderr)];
    const code = await main(argv, version);
    process.send({ id, code, stdout: stdout(), stderr: stderr() });
  });
});
process.on("disconnect", () => process.exit(0));
