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

/** A command line, broken before options and not within them. */
export const commandLine = (command: string): Html =>
  element(
    "code",
    {},
    ...command.split(/ (?=--)/).flatMap((words, i) => [...(i > 0 ? [" "] : []), element("span", {}, words)]),
  );

type Cell = Html | string;

/** A table with a caption for those who hear it, in a frame that scrolls where the page is too narrow. */
export function htmlTable(caption: string, head: readonly Cell[], rows: readonly (readonly Cell[])[]): Html {
  const row = ([first = "", ...others]: readonly Cell[]) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, first),
      ...others.map((cell) => element("td", {}, cell)),
    );
  const titles = element("tr", {}, ...head.map((cell) => element("th", { scope: "col" }, cell)));
  const table = element(
    "table",
    {},
    element("caption", {}, caption),
    element("thead", {}, titles),
    element("tbody", {}, ...rows.map(row)),
  );
  return element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption }, table);
}

/** What is shown when asked for, and printed. */
export const details = (summary: string, ...children: readonly Html[]): Html =>
  element("details", {}, element("summary", {}, summary), ...children);
