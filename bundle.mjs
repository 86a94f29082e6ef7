// The command line as few files in dist/cli. Node opens some 400 modules one by one otherwise, which is a third of the
// time from the command to the first training step.
import { readdirSync } from "node:fs";
import { build } from "rolldown";
import license from "rollup-plugin-license";

const commands = readdirSync("cli/commands").map((file) => file.replace(/\.ts$/, ""));

await build({
  input: {
    main: "cli/main.ts",
    program: "cli/program.ts",
    worker: "cli/workers/worker.ts",
    ...Object.fromEntries(commands.map((name) => [`commands/${name}`, `cli/commands/${name}.ts`])),
  },
  platform: "node",
  // Native code, what WebAssembly alone needs, and what is there only if the user installed it.
  external: ["koffi", "wabt", "mnist"],
  plugins: [license({ thirdParty: { output: "dist/cli/LICENSES.txt" } })],
  output: { dir: "dist/cli" },
});
