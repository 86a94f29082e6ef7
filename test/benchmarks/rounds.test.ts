import { expect, it, vi } from "vitest";
import { interleaved, median, timed } from "../../benchmarks/rounds.js";

it("takes the middle", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

it("lets contestants take turns, and throws the first round away", async () => {
  const order: string[] = [];
  const contestant = (name: string) => ({ name, round: () => order.push(name) });
  const measured = await interleaved([contestant("a"), contestant("b")], 2);
  expect(order.join("")).toBe("ababab");
  expect(measured).toEqual([
    [3, 5],
    [4, 6],
  ]);
});

it("ends when it is told to", async () => {
  const measured = await interleaved([{ name: "a", round: () => 1 }], 100, (done) => done < 3);
  expect(measured).toEqual([[1, 1, 1]]);
});

it("calls a function until the round is long enough, and gives the time of one call", () => {
  let calls = 0;
  const one = timed(() => calls++, 5);
  expect(calls).toBeGreaterThan(1);
  expect(one * calls).toBeGreaterThanOrEqual(5);
});

it("who is slow takes part until its time is up, and is measured at least once", async () => {
  let clock = 0;
  const now = vi.spyOn(performance, "now").mockImplementation(() => clock);
  const contestants = () => {
    let value = 3;
    const slow = () => {
      clock += 30;
      return value--;
    };
    return [
      { name: "slow", round: slow },
      { name: "quick", round: () => 1 },
    ];
  };
  try {
    expect(await interleaved(contestants(), 4, undefined, 45)).toEqual([[2], [1, 1, 1, 1]]);
    expect(await interleaved(contestants(), 4, undefined, 10)).toEqual([[3], [1, 1, 1, 1]]);
    expect(await interleaved(contestants(), 3)).toEqual([
      [2, 1, 0],
      [1, 1, 1],
    ]);
  } finally {
    now.mockRestore();
  }
});
