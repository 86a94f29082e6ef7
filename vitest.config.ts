import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => {
  const isSlow = mode === "slow";
  return {
    test: {
      include: [isSlow ? "test/slow/**/*.test.ts" : "test/**/*.test.ts"],
      exclude: isSlow ? [] : ["test/slow/**"],
      globalSetup: ["test/setup/build.ts", "test/setup/temporary.ts"],
      // A file's modules cost more than most of its tests: files in one process share them, and the laws their engines.
      isolate: false,
      // The slow tests measure on the way and keep a processor free, as is the default.
      ...(!isSlow && { maxWorkers: "100%" }),
      // Beyond what any test takes on a busy machine.
      testTimeout: 120_000,
      hookTimeout: 120_000,
    },
  };
});
