import { isAlias, isMap, isSeq, LineCounter, type Node, type ParsedNode, parseDocument, visit } from "yaml";
import { refuse, showPath } from "../lab/index.js";

type Path = readonly PropertyKey[];

/** Where a sweep was written, so that a mistake can be named by its place: a file's line, or an option. */
export interface Source {
  /** What sentences call the thing at this path. */
  name(path: Path): string;
  /** What stands before a sentence about this path: "sweep.yaml:12:5: ", or nothing. */
  place(path: Path): string;
}

/**
 * The value of a YAML text, and where its parts are. Throws BadInput with line and column for what is not YAML.
 */
export function parseYaml(text: string, file: string): { readonly value: unknown; readonly source: Source } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}: `;
  };
  const [error] = document.errors;
  if (error) return refuse(`${at(error.pos[0])}this is not YAML: ${sentenceOf(error.message)}`);
  const found = (path: Path) =>
    offsetOf(document.contents, path, (node) => (isAlias(node) ? node.resolve(document) : node));
  const source: Source = {
    name: (path) => showPath(path) || "a sweep",
    place: (path) => at(found(path)),
  };
  try {
    return { value: document.toJS() as unknown, source };
  } catch (e) {
    // An alias of nothing, or one that stands for too much.
    if (!(e instanceof ReferenceError)) throw e;
    let offset = 0;
    visit(document, {
      Alias: (_, node) => {
        offset = node.range?.[0] ?? 0;
        return node.resolve(document) === undefined ? visit.BREAK : undefined;
      },
    });
    return refuse(`${at(offset)}this is not YAML: ${sentenceOf(e.message)}`);
  }
}

/** Where the key at a path begins, or the deepest one on the way that is there; an item of a list where it stands. */
function offsetOf(
  contents: ParsedNode | null,
  path: Path,
  resolve: (node: Node | null | undefined) => Node | null | undefined,
): number {
  let node: Node | null | undefined = contents;
  let offset = contents?.range[0] ?? 0;
  for (const key of path) {
    const inside = resolve(node);
    if (isMap<Node, Node>(inside)) {
      const pair = inside.items.find(({ key: one }) => String(one) === String(key));
      if (!pair) break;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq<Node>(inside)) {
      node = inside.items[Number(key)];
      offset = node?.range?.[0] ?? offset;
    } else break;
  }
  return offset;
}

/** On one line, with a full stop. */
function sentenceOf(message: string): string {
  const line = message.replace(/\s+/g, " ").trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
