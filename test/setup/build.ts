import { execFileSync } from "node:child_process";

/** Builds once before all tests: those of the command line run what users run. */
export function setup(): void {
  execFileSync("npx", ["tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });
}
