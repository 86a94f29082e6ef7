import fc from "fast-check";
import { expect, it } from "vitest";
import { element, htmlPage, htmlTable, plates } from "../../src/report/index.js";

const TAGS = /<\/?[a-z][^<>]*>/g;

it("whatever words are given, they are no markup", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (words, name) => {
      const page = htmlPage(words, element("p", { title: name }, words), htmlTable(words, [name], [[words]]));
      const plain = htmlPage("", element("p", { title: "" }, ""), htmlTable("", [""], [[""]]));
      const tags = (html: string) => html.match(TAGS)?.map((tag) => tag.replace(/"[^"]*"/g, '""'));
      expect(tags(page)).toEqual(tags(plain));
    }),
  );
  expect(element("p", { title: '"><script>' }, "<script>&'").html).toBe(
    '<p title="&quot;&gt;&lt;script&gt;">&lt;script&gt;&amp;&#39;</p>',
  );
});

it("a chart has no coordinate that is not a number, whatever is drawn", () => {
  const y = fc.oneof(
    fc.double(),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0),
  );
  fc.assert(
    fc.property(
      fc.array(
        fc
          .double({ min: -1e9, max: 1e9, noNaN: true })
          .chain((v) => y.map((w) => (Math.abs(w) > 1e200 ? v : w))),
      ),
      (ys) => {
        const points = ys.map((v, x) => ({ x, y: v }));
        const series = [{ name: "s", points }];
        const { html } = plates([
          { chart: { title: "t", xTitle: "x", yTitle: "y", scale: "linear", series } },
        ]);
        expect(html.replace(/>[^<]*</g, "><")).not.toMatch(/NaN|Infinity/);
      },
    ),
  );
});

it("labels of an axis never overlap, and no label leaves the drawing, whatever the range", () => {
  const range = fc.double({ min: -400, max: 400, noNaN: true });
  fc.assert(
    fc.property(
      range,
      range,
      fc.integer({ min: 1, max: 100_000 }),
      fc.constantFrom("log10", "linear"),
      (low, high, last, scale) => {
        const points = [
          { x: 1, y: low },
          { x: last, y: high },
        ];
        const chart = {
          title: "t",
          xTitle: "x",
          yTitle: "y",
          scale,
          series: [{ name: "s", points }],
        } as const;
        const labels = [...plates([chart].map((one) => ({ chart: one }))).html.matchAll(LABEL)].map(
          ([, x, y, anchor, words = ""]) => ({ x: Number(x), y: Number(y), anchor, words }),
        );
        const up = labels.filter(({ anchor }) => anchor === "end").sort((a, b) => a.y - b.y);
        expect(up.length).toBeGreaterThan(0);
        up.slice(1).forEach(({ y }, i) => {
          expect(y - (up[i]?.y ?? 0)).toBeGreaterThanOrEqual(11);
        });
        for (const { x, words } of up) expect(x - WIDE * words.length).toBeGreaterThanOrEqual(0);
        const along = labels
          .filter(({ anchor, y }) => anchor === "middle" && y < 240)
          .sort((a, b) => a.x - b.x);
        along.slice(1).forEach(({ x, words }, i) => {
          const before = along[i];
          const space = (WIDE * (words.length + (before?.words.length ?? 0))) / 2;
          expect(x - (before?.x ?? 0)).toBeGreaterThanOrEqual(space);
        });
      },
    ),
  );
});

const LABEL = /<text x="([\d.-]+)" y="([\d.-]+)" text-anchor="(\w+)">([^<]*)</g;
/** Of a digit, in the units of the drawing, at the size for telephones. */
const WIDE = 7;

it("colours can be read on their ground, in light and in dark", () => {
  const [light = "", dark = ""] = htmlPage("t").split("prefers-color-scheme: dark");
  for (const part of [light, dark]) {
    const colours = Object.fromEntries(
      [...part.matchAll(/--(\w+): (#\w+)/g)].map(([, name, hex]) => [name, hex]),
    );
    for (const name of ["ink", "soft", "fail", "warn", "info", "good"])
      for (const ground of ["ground", "panel"])
        expect(contrast(colours[name], colours[ground]), `${name} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    for (const name of ["s0", "s1", "s2", "s3", "s4", "s5"])
      expect(contrast(colours[name], colours.ground), name).toBeGreaterThanOrEqual(3);
  }
});

/** Source  WCAG 2.1, contrast ratio and relative luminance. */
function contrast(a = "", b = ""): number {
  const luminance = (hex: string) => {
    const digits = hex.length === 4 ? [...hex.slice(1)].map((d) => d + d) : (hex.slice(1).match(/../g) ?? []);
    const [r = 0, g = 0, blue = 0] = digits.map((d) => {
      const c = Number.parseInt(d, 16) / 255;
      return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

it("a chart without a point is named in a sentence, not drawn", () => {
  const dead = [{ x: 1, y: Number.NEGATIVE_INFINITY }];
  const chart = {
    title: "T",
    xTitle: "x",
    yTitle: "y",
    scale: "log10",
    series: [{ name: "s", points: dead }],
  } as const;
  const { html } = plates([{ chart }]);
  expect(html).not.toContain("<figure");
  expect(html).toContain("Not drawn: T (every value is zero or not finite).");
});
