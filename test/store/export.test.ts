import { parquetReadObjects } from "hyparquet";
import { beforeAll, expect, it } from "vitest";
import { type Columns, metricRows, openRun, profileRows, toCsv, toParquet } from "../../src/store/index.js";
import { adding, small } from "../lab/small.js";
import { newStore, runner, store } from "./folder.js";

const task = adding();
let rows: Columns;
let profiles: Columns;
beforeAll(async () => {
  const into = newStore();
  const folders = [
    await store(into, runner(small(task), task)),
    await store(
      into,
      runner(small(task, { seed: 2, chain: "sgd:lr=1e9", steps: 20, profile: { every: 1 } }), task),
    ),
  ];
  rows = metricRows(folders.map(openRun), { settings: true });
  profiles = profileRows(folders.map(openRun));
});

/** Undefined where there is nothing, as Parquet and CSV cannot tell apart from an absent field. */
const filled = ({ names, rows }: Columns) =>
  rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null])));

it("has a row for each step and evaluation of all runs, with the settings of each", () => {
  const { names } = rows;
  expect(names.slice(0, 7)).toEqual(["run", "kind", "step", "loss", "gradientNorm", "clipScale", "solved"]);
  expect(names).toEqual(expect.arrayContaining(["metric.mse", "setting.seed", "setting.layers.0.hidden"]));
  expect(new Set(rows.rows.map(({ run }) => run)).size).toBe(2);
  expect(rows.rows.filter(({ kind }) => kind === "evaluation")).not.toHaveLength(0);
});

it("reads back from Parquet as it was", async () => {
  const odd = { names: ["x"], rows: [{ x: Number.NaN }, { x: Number.NEGATIVE_INFINITY }, {}, { x: 1e-300 }] };
  for (const table of [rows, profiles, odd]) {
    const { buffer } = await toParquet(table);
    expect(await parquetReadObjects({ file: buffer as ArrayBuffer })).toEqual(filled(table));
  }
});

it("reads back from CSV as it was", async () => {
  const text = await toCsv(rows);
  const [head, ...lines] = text.trimEnd().split("\n");
  expect(head).toBe(rows.names.join(","));
  expect(lines).toHaveLength(rows.rows.length);
  const { loss, run } = rows.rows.at(-1) ?? {};
  const [name, , , written] = (lines.at(-1) ?? "").split(",");
  expect([name, Number(written)]).toEqual([run, loss]);
});

it("quotes texts with commas", async () => {
  const table = { names: ["a", "b"], rows: [{ a: 'one, "two"', b: Number.NaN }, { b: true }] };
  expect(await toCsv(table)).toBe('a,b\n"one, ""two""",NaN\n,true\n');
});
