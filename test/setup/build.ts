import { spawnSync } from "node:child_process";

/** Only what changed is written again, so that two test runs at a time do not disturb each other. */
const LIBRARY = ["-p", "tsconfig.build.json", "--incremental", "--tsBuildInfoFile", "dist/.tsbuildinfo"];

/**
 * Builds once before all tests, since those of the command line run what users run. Type errors are printed and left
 * to the type check: the code is there all the same.
 */
export function setup(): void {
  for (const argv of [["node_modules/typescript/bin/tsc", ...LIBRARY], ["bundle.mjs"]]) {
    const { error } = spawnSync(process.execPath, argv, { stdio: "inherit" });
    if (error) throw error;
  }
}
