import { defineConfig } from "vitest/config";

export default defineConfig(({ mode }) => {
  const isSlow = mode === "slow";
  return {
    test: {
      include: [isSlow ? "test/slow/**/*.test.ts" : "test/**/*.test.ts"],
      exclude: isSlow ? [] : ["test/slow/**"],
      globalSetup: ["test/setup/build.ts"],
      testTimeout: 30_000,
    },
  };
});
