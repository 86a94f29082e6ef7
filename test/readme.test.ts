import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { hindsightLine } from "./cli/hindsight.js";

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

const documents = ["README.md", "docs/calibration.md", "docs/forget-gate.md"];
const commands = documents.flatMap((file) =>
  [
    ...readFileSync(file, "utf8")
      .replaceAll("\\\n", " ")
      .matchAll(/^(?:\$ )?hindsight (.*?)(?: {2,}#.*| #.*)?$|`hindsight ([^`]+)`/gm),
  ].map(([, line, inline]) => (line ?? inline ?? "").trim()),
);

it("every command in the documents exists and has the options that are given", async () => {
  expect(commands.length).toBeGreaterThan(40);
  const helps = new Map<string, string>();
  for (const command of commands) {
    const words = command.split(" ");
    const family = words.slice(
      0,
      Math.max(
        1,
        words.findIndex((word) => word.startsWith("-")),
      ),
    );
    const asked = words.some((word) => word.startsWith("-")) ? family.join(" ") : command;
    if (!helps.has(asked)) helps.set(asked, (await hindsightLine([...asked.split(" "), "--help"])).stdout);
    const help = helps.get(asked) ?? "";
    expect(help, command).toContain(`Usage: hindsight ${words[0]}`);
    for (const flag of words.filter((word) => word.startsWith("--")))
      expect(help, command).toMatch(new RegExp(`${flag.replace(/=.*/, "")}(?![\\w-])`));
  }
});
