import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonLine, parseJsonLine } from "../../src/lab/index.js";
import { profileOf } from "../report/examples.js";

describe("jsonLine", () => {
  it("keeps NaN and the infinities as strings, and every other number exactly", () => {
    fc.assert(
      fc.property(fc.double(), (loss) => {
        const line = jsonLine({ kind: "step", step: 3, loss, gradientNorm: 1 });
        expect(line).not.toContain("\n");
        const read: { loss: unknown } = JSON.parse(line);
        if (!Number.isFinite(loss)) expect(read.loss).toBe(String(loss));
        expect(Number(read.loss) + 0).toBe(loss + 0);
      }),
    );
  });

  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(
        fc.double().map((x) => x + 0),
        (loss) => {
          const record = { kind: "step", step: 3, loss, gradientNorm: 1 } as const;
          expect(parseJsonLine(jsonLine(record))).toEqual(record);
        },
      ),
    );
    const profile = profileOf(Number.NEGATIVE_INFINITY);
    const record = { kind: "profile", step: 0, profile } as const;
    expect(parseJsonLine(jsonLine(record))).toEqual(record);
  });

  it("reaches into profiles", () => {
    const line = jsonLine({ kind: "profile", step: 0, profile: profileOf(Number.NEGATIVE_INFINITY) });
    expect(line).toContain('"rate":"NaN"');
    expect(line).toContain('"log10Ratio":"-Infinity"');
  });
});
