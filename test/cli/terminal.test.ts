import { describe, expect, it } from "vitest";
import { progress } from "../../cli/progress.js";
import { openTerminal, styleOf } from "../../cli/terminal.js";
import type { StepRecord } from "../../src/lab/index.js";

const tty = { isTTY: true, columns: 100 };

describe("styleOf", () => {
  it("takes the width of the terminal, of COLUMNS, or 80", () => {
    expect(styleOf(tty, { COLUMNS: "50" }, false).width).toBe(100);
    expect(styleOf({}, { COLUMNS: "50" }, false).width).toBe(50);
    expect(styleOf({}, { COLUMNS: "wide" }, false).width).toBe(80);
  });

  it("has colour on a terminal alone, and not where it is unwanted", () => {
    expect(styleOf(tty, {}, false).color).toBe(true);
    expect(styleOf({}, {}, false).color).toBe(false);
    expect(styleOf(tty, {}, true).color).toBe(false);
    expect(styleOf(tty, { NO_COLOR: "1" }, false).color).toBe(false);
    expect(styleOf(tty, { TERM: "dumb" }, false).color).toBe(false);
  });

  it("asks the terminal how many colours it has, and takes sixteen where it does not say", () => {
    const deep = (bits: number) => ({ ...tty, getColorDepth: () => bits });
    expect([1, 4, 8, 24].map((bits) => styleOf(deep(bits), {}, false).depth)).toEqual([4, 4, 8, 24]);
    expect(styleOf(tty, {}, false).depth).toBe(4);
  });

  it.each([
    [{}, true],
    [{ LANG: "en_US.UTF-8" }, true],
    [{ LANG: "de_DE.utf8" }, true],
    [{ LANG: "C" }, false],
    [{ LANG: "en_US.UTF-8", LC_ALL: "POSIX" }, false],
    [{ LANG: "C", LC_CTYPE: "C.UTF-8" }, true],
    [{ LANG: "en_US.UTF-8", TERM: "dumb" }, false],
  ])("%j: Unicode %s", (env, unicode) => {
    expect(styleOf({}, env, false).unicode).toBe(unicode);
  });
});

/** A process whose stderr is kept. */
function fake(isTTY: boolean) {
  const written: string[] = [];
  const out = { isTTY, columns: 60, on: () => undefined, write: () => undefined };
  const err = { ...out, write: (text: string) => written.push(text) };
  const env = { LANG: "C.UTF-8" };
  const terminal = openTerminal({ stdout: out, stderr: err, env, exit: () => undefined }, false);
  return { terminal, written };
}

const step = (n: number): StepRecord => ({ kind: "step", step: n, loss: 0.2, gradientNorm: 1 });

describe("progress", () => {
  it("rewrites one line on a terminal, ten times a second at most, and takes it away", () => {
    const { terminal, written } = fake(true);
    let clock = 0;
    const hear = progress(terminal, 100, "lstm", () => clock);
    for (let n = 1; n <= 10; n++) {
      clock += 50;
      hear(step(n));
    }
    terminal.status("");
    expect(written).toHaveLength(6);
    expect(written[0]).toMatch(/^\rlstm {2}step {3}2\/100/);
    expect(written.every((text) => text.length <= 61 && !text.includes("\n"))).toBe(true);
    expect(written.at(-1)).toMatch(/^\r +\r$/);
  });

  it("keeps a line every few seconds elsewhere", () => {
    const { terminal, written } = fake(false);
    let clock = 0;
    const hear = progress(terminal, 100, "", () => clock);
    for (let n = 1; n <= 20; n++) {
      clock += 1000;
      hear(step(n));
    }
    expect(written).toHaveLength(4);
    expect(written.every((text) => text.endsWith("\n"))).toBe(true);
  });
});
