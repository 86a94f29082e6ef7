// The command line as few files in dist/cli. Node opens some 400 modules one by one otherwise, which is a third of the
// time from the command to the first training step.
import { readdirSync } from "node:fs";
import { build } from "vite";

const commands = readdirSync("cli/commands").map((file) => file.replace(/\.ts$/, ""));
const input = {
  main: "cli/main.ts",
  program: "cli/program.ts",
  worker: "cli/workers/worker.ts",
  ...Object.fromEntries(commands.map((name) => [`commands/${name}`, `cli/commands/${name}.ts`])),
};

await build({
  configFile: false,
  logLevel: "warn",
  build: {
    ssr: true,
    outDir: "dist/cli",
    target: "node20",
    license: { fileName: "LICENSES.md" },
    rolldownOptions: {
      input,
      output: { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" },
    },
  },
  // Left out: native code, what WebAssembly alone needs, and what is there only if the user installed it.
  ssr: { noExternal: true, external: ["koffi", "wabt", "mnist"] },
});
