/** HTML that is ready to stand in a page. Made by `text`, `element` and the charts alone, so that nothing is unescaped. */
export interface Html {
  readonly html: string;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text with nothing in it that a browser reads as markup; control characters become spaces. */
export const escaped = (text: string): string =>
  text.replace(/[^\P{Cc}\n]/gu, " ").replace(/[&<>"']/g, (character) => ESCAPES[character] ?? "");

export const text = (words: string): Html => ({ html: escaped(words) });

/** An element with attributes, which are escaped, and children: strings are text. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly (Html | string)[]
): Html {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  const inner = children.map((child) => (typeof child === "string" ? escaped(child) : child.html));
  return { html: `<${name}${given.join("")}>${inner.join("")}</${name}>` };
}

/** A table: numbers and words as text. */
export function htmlTable(head: readonly string[], rows: readonly (readonly string[])[]): Html {
  const row = (cell: "th" | "td", cells: readonly string[]) =>
    element("tr", {}, ...cells.map((words) => element(cell, {}, words)));
  const body = rows.map((cells) => row("td", cells));
  return element("table", {}, element("thead", {}, row("th", head)), element("tbody", {}, ...body));
}

const STYLE = `
body { font: 15px/1.45 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { text-align: left; padding: .15rem .8rem .15rem 0; border-bottom: 1px solid #ddd; vertical-align: top }
.verdict { border-left: 4px solid #888; padding: .1rem 0 .1rem .8rem; margin: 1rem 0 }
.fail { border-color: #b00020 } .warn { border-color: #b36b00 } .info { border-color: #00629b }
.small { color: #555; font-size: .9em } code { background: #f2f2f2; padding: 0 .25em }
svg { width: 100%; height: auto } svg text { font: 12px system-ui, sans-serif; fill: #1b1b1b }
`;

/** A whole page in one file. It may load nothing from anywhere, which its own policy enforces. */
export function htmlPage(title: string, ...body: readonly Html[]): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${[element("h1", {}, title), ...body].map(({ html }) => html).join("\n")}
</body>
</html>
`;
}
