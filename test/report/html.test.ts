import fc from "fast-check";
import { expect, it } from "vitest";
import { element, htmlPage, htmlTable, svgChart } from "../../src/report/index.js";

const TAGS = /<\/?[a-z][^<>]*>/g;

it("whatever words are given, they are no markup", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (words, name) => {
      const page = htmlPage(words, element("p", { title: name }, words), htmlTable([name], [[words]]));
      const plain = htmlPage("", element("p", { title: "" }, ""), htmlTable([""], [[""]]));
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
        const { html } = svgChart({
          title: "t",
          xTitle: "x",
          scale: "linear",
          series: [{ name: "s", points }],
        });
        expect(html.replace(/>[^<]*</g, "><")).not.toMatch(/NaN|Infinity/);
      },
    ),
  );
});
