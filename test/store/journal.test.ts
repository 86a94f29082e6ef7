import { appendFileSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Journal, readLines, sha256Of } from "../../src/store/journal.js";
import { temporary } from "./folder.js";

const folder = temporary();
let files = 0;
const fresh = () => join(folder, `${files++}.jsonl`);

function written(path: string, lines: readonly string[], end?: number): Journal {
  const journal = Journal.open(path, end);
  for (const line of lines) journal.append(line);
  return journal;
}

describe("a journal", () => {
  it("gives back its lines, however long, and leaves out one that is torn", () => {
    const line = fc.oneof(
      fc.string().map((s) => s.replaceAll("\n", "")),
      fc.nat(200_000).map((n) => "é".repeat(n)),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 8 }),
        fc.string().map((s) => s.replaceAll("\n", "")),
        (lines, torn) => {
          const path = fresh();
          const journal = written(path, lines);
          const { sha256 } = journal;
          journal.close();
          expect(sha256Of(path, statSync(path).size)).toBe(sha256);
          appendFileSync(path, torn);
          expect([...readLines(path)]).toEqual(lines);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("goes on behind its last whole line", () => {
    const path = fresh();
    writeFileSync(path, "one\ntw");
    written(path, ["two"]).close();
    expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
  });

  it("written again from an earlier place keeps what it has until a line differs", () => {
    const path = fresh();
    writeFileSync(path, "one\ntwo\nthree\nfour\n");
    const journal = written(path, ["two"], 4);
    expect(readFileSync(path, "utf8")).toBe("one\ntwo\nthree\nfour\n");
    expect(journal.bytes).toBe(8);
    journal.append("THREE");
    expect(readFileSync(path, "utf8")).toBe("one\ntwo\nTHREE\n");
    journal.close();
  });

  it("cuts off what goes beyond its end when it is finished", () => {
    const path = fresh();
    writeFileSync(path, "one\ntwo\n");
    const journal = written(path, [], 4);
    journal.finish();
    expect(readFileSync(path, "utf8")).toBe("one\n");
    journal.close();
  });

  it.runIf(process.platform === "linux")("says that the disk is full", () => {
    const path = fresh();
    symlinkSync("/dev/full", path);
    const journal = Journal.open(path, 0);
    expect(() => journal.append("one")).toThrow(/ENOSPC/);
    expect(journal.bytes).toBe(0);
    journal.close();
  });
});
