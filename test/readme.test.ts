import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

it("the program in the README trains its own cell and prints the profile", () => {
  const program =
    /```ts\n([\s\S]*?)```/.exec(readFileSync("README.md", "utf8"))?.[1] ?? expect.fail("no program");
  // Inside the package, so that its own name resolves as it does for a user.
  const folder = mkdtempSync(join("dist", "readme-"));
  try {
    const file = join(folder, "program.mjs");
    writeFileSync(file, program);
    const said = execFileSync(process.execPath, [file], { encoding: "utf8" });
    expect(said).toMatch(/^0 h \{\s+rate: 0\.9/);
    expect(said).toMatch(/\nsolved \d+ 0\.00\d+\n$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
