import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { factsFor } from "../../cli/diagnosis/facts.js";
import { preflight } from "../../cli/diagnosis/preflight.js";
import { follow } from "../../cli/follow.js";
import { preflightReport, type RunReport, runReport } from "../../cli/pages/diagnosis-html.js";
import { diagnose, opinions } from "../../src/diagnose/index.js";
import type { Experiment } from "../../src/lab/index.js";
import { adding, runAll, small } from "../lab/small.js";

const task = adding(20);
const base = { init: { preset: "pytorch" }, layers: [{ cell: "rnn", hidden: 4 }] };
const experiment = small(task, { ...base, steps: 120, probe: { every: 60 } });

async function reported(id: string, ran: Experiment): Promise<RunReport> {
  const records = (await runAll(ran, task)).all;
  const told = await follow(
    id,
    (async function* () {
      yield* records;
    })(),
    () => undefined,
  );
  const { evidence, ...diagnosis } = diagnose(factsFor(task, ran), records);
  const probes = records.filter((record) => record.kind === "probe");
  return {
    id,
    version: "1.2.3",
    task,
    experiment: ran,
    told,
    probes,
    diagnosis,
    opinions: opinions(evidence),
  };
}

let report: RunReport;
let pages: { readonly run: string; readonly broken: string; readonly before: string };
beforeAll(async () => {
  report = await reported("adding-rnn-1a2b3c4d", experiment);
  const wild = small(task, { ...base, chain: "sgd:lr=1e30", steps: 20, probe: { every: 1 } });
  const names = ["rnn, pytorch", "rnn, hindsight"];
  const made = [];
  for (const [i, preset] of ["pytorch", "hindsight"].entries()) {
    const one = small(task, { ...base, init: { preset } });
    const options = { notice: () => undefined, version: "1.2.3" };
    made.push({ name: names[i] ?? "", experiment: one, preflight: await preflight(one, task, options) });
  }
  pages = {
    run: runReport(report),
    broken: runReport(await reported("adding-rnn-5e6f7a8b", wild)),
    before: preflightReport(task, made, "1.2.3"),
  };
});

const kinds = ["run", "broken", "before"] as const;
const all = (html: string, what: RegExp) => [...html.matchAll(what)].map(([, found = ""]) => found);

it.each(kinds)("%s: nothing is loaded or run; every link leads to a place on the page", (kind) => {
  const html = pages[kind];
  expect(html).not.toMatch(/<script|<link|<img|<iframe|src=|@import|url\(|https?:|\son\w+=/);
  expect(html).toContain("default-src 'none'");
  const ids = all(html, /\sid="([^"]*)"/g);
  expect(new Set(ids).size).toBe(ids.length);
  for (const target of all(html, /href="([^"]*)"/g)) expect(ids.map((id) => `#${id}`)).toContain(target);
});

it.each(kinds)("%s: headings are in order, and the verdict comes before what was measured", (kind) => {
  const html = pages[kind];
  const levels = all(html, /<h([1-6])[ >]/g).map(Number);
  expect(levels[0]).toBe(1);
  levels.slice(1).forEach((level, i) => {
    expect(level).toBeGreaterThan(1);
    expect(level - (levels[i] ?? 0)).toBeLessThanOrEqual(1);
  });
  expect(html.indexOf('class="health')).toBeLessThan(html.indexOf("What was measured"));
});

it.each(kinds)("%s: every drawing has a title, a description, axes and a table", (kind) => {
  const figures = all(pages[kind], /<figure>(.*?)<\/figure>/gs);
  expect(figures.length).toBeGreaterThan(0);
  for (const figure of figures) {
    expect(figure).toMatch(/<svg class="plot"[^>]* role="img"><title>[^<]+<\/title><desc>[^<]+<\/desc>/);
    expect(figure.match(/class="axis"/g)?.length).toBeGreaterThan(1);
    expect(figure).toContain("<table>");
    expect(figure.match(/NaN|Infinity/)).toBeNull();
  }
});

it("whatever a run is called, its name is no markup", () => {
  const tags = (html: string) => all(html, /(<\/?[a-z][^<>]*>)/g).map((tag) => tag.replace(/"[^"]*"/g, '""'));
  const usual = tags(pages.run);
  const hostile = fc.oneof(
    fc.string(),
    fc.constant("</title><script>alert(1)</script>"),
    fc.constant(`'"><svg onload=alert(1)>`),
  );
  fc.assert(
    fc.property(hostile, hostile, (id, name) => {
      expect(tags(runReport({ ...report, id, told: { ...report.told, name } }))).toEqual(usual);
    }),
    { numRuns: 20 },
  );
});

it("advice stands there once, as a command that can be run", () => {
  const options = all(pages.run, /<li><code>(.*?)<\/code>/g);
  expect(options.length).toBeGreaterThan(0);
  expect(new Set(options).size).toBe(options.length);
  expect(pages.run).toMatch(/<code><span>hindsight train adding<\/span> <span>--T 20<\/span>/);
});

it("a run that broke says which command shows where, and charts without a finite value are named", () => {
  expect(pages.broken).toContain("hindsight replay adding-rnn-5e6f7a8b");
});
