import { expect, it } from "vitest";
import { adviceOnce, diagnosisPage, noticeOf, shortDiagnosis } from "../../cli/pages/diagnosis.js";
import type { Advice, Diagnosis, Opinion, Verdict } from "../../src/diagnose/index.js";
import { ascii, unicode } from "../report/examples.js";

const orthogonal: Advice = {
  cure: "orthogonal",
  why: "the recurrent matrix then keeps every length",
  set: { "init.recurrent": "orthogonal" },
  options: "--recurrent-init orthogonal",
};
const vanishing: Verdict = {
  rule: "vanishing",
  title: "the gradient vanishes through time",
  role: "mechanism",
  severity: "fail",
  value: 1e-20,
  log10: -20.2,
  threshold: 1e-7,
  place: "(h,c)",
  sentence: "only 6e-21 of the gradient is left 99 steps back, where the answer lies.",
  standing: "run",
  step: 0,
  last: 3000,
  holds: true,
  advice: [
    orthogonal,
    { ...orthogonal, options: "--forget-bias chrono", why: "spreads the gates' time constants" },
  ],
};
const { log10: _, place: __, ...plain } = vanishing;
const stuck: Verdict = {
  ...plain,
  rule: "stuck",
  title: "stuck at what remembering nothing gives",
  role: "symptom",
  value: 0.0123,
  threshold: 0.1,
  sentence: "after 3000 steps the best loss, 0.16, is still that of remembering nothing (0.17).",
  step: 600,
  advice: [],
};
const broken: Verdict = {
  ...plain,
  rule: "non-finite",
  title: "a value is not finite",
  role: "symptom",
  value: 1,
  threshold: 0,
  place: "step 12",
  sentence: "the loss of step 12 is NaN; first, U·h[t-1] was Infinity.",
  step: 12,
  advice: [orthogonal],
};
const past: Verdict = { ...stuck, severity: "warn", step: 200, last: 300, holds: false };
const risk: Verdict = {
  ...vanishing,
  severity: "warn",
  standing: "risk",
  rule: "horizon",
  place: "layer 2 h",
  step: 50,
};
const note: Verdict = {
  ...vanishing,
  severity: "info",
  standing: "note",
  role: "note",
  rule: "blind-spot",
  place: "0.U",
};

const opinion = { system: "SageMaker Debugger", formula: "mean |dW| of a tensor", threshold: "< 1e-7" };
const opinions: readonly Opinion[] = [
  { ...opinion, rule: "VanishingGradient", value: 0.014, fires: false },
  { ...opinion, rule: "ExplodingTensor", value: 1, fires: true },
  { ...opinion, rule: "Overfit", fires: undefined, why: "needs an evaluation" },
];
const diagnoses: Readonly<Record<string, Diagnosis>> = {
  failing: { health: "failing", verdicts: [vanishing, stuck, broken, risk, note] },
  "at risk": { health: "at-risk", verdicts: [{ ...vanishing, standing: "risk" }] },
  healthy: { health: "healthy", verdicts: [past] },
};

it("a diagnosis looks as it did, in Unicode and in ASCII, in 80 columns", async () => {
  for (const [name, style] of [
    ["", unicode],
    [".ascii", ascii],
  ] as const) {
    const pages = Object.values(diagnoses).flatMap((one) => [
      diagnosisPage(one, opinions, style),
      shortDiagnosis(one, "adding-lstm-1a2b3c4d", style) ?? "(nothing to say)",
    ]);
    const panel = diagnosisPage({ health: "healthy", verdicts: [] }, opinions, style, { peers: true });
    const text = [...pages, panel, noticeOf(vanishing, style), noticeOf(stuck, style)].join("\n\n- - -\n\n");
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    if (style === ascii) expect(text).toMatch(/^[\x20-\x7e\n]*$/);
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/diagnosis-page${name}.txt`);
  }
});

it("gives no advice twice", () => {
  const given = adviceOnce([vanishing, stuck, broken, risk]).flatMap(({ advice }) => advice);
  expect(given.map(({ options }) => options)).toEqual([
    "--recurrent-init orthogonal",
    "--forget-bias chrono",
  ]);
});

it("heads of verdicts are bold where the terminal shows colours, and nowhere else", () => {
  const page = (color: boolean) =>
    diagnosisPage(diagnoses.failing ?? expect.fail(), [], { ...unicode, color });
  expect(page(true)).toContain("\x1b[1mFAIL  the gradient vanishes");
  expect(page(false)).not.toContain("\x1b");
});
