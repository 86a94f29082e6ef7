import { describe, expect, it } from "vitest";
import { BadInput } from "../../src/lab/index.js";
import { mistakes, sweepOf } from "./files.js";

/** What is said about a file. */
function said(text: string): string {
  try {
    sweepOf(text);
    return "nothing";
  } catch (e) {
    if (e instanceof BadInput) return e.message;
    throw e;
  }
}

describe("a mistake in a sweep file", () => {
  it("is one sentence that names line, key and what to do", async () => {
    const page = Object.entries(mistakes).map(([what, text]) => `# ${what}\n${said(text)}\n`);
    await expect(page.join("\n")).toMatchFileSnapshot("golden/mistakes.txt");
  });

  it.each(Object.entries(mistakes))("has its place and one line: %s", (_, text) => {
    expect(said(text)).toMatch(/^sweep\.yaml:\d+:\d+: [^\n]+[.?]$/);
  });
});
