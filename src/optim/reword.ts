import { links } from "./catalogue.js";

/** The chain of those who name none: Adam with this learning rate after clipping to this norm. */
export const DEFAULT_RATE = 0.005;
export const DEFAULT_CLIP = 1;

/**
 * The chain with another learning rate or clip. Only these words of its text are changed, so that an experiment keeps
 * its text, and with it its identity, whichever way it was written.
 */
export function chainText(
  chain: unknown,
  { lr, clip }: { readonly lr?: unknown; readonly clip?: unknown },
): string {
  if (typeof chain !== "string")
    return [clipLink(clip ?? DEFAULT_CLIP), `adam:lr=${lr ?? DEFAULT_RATE}`].filter(Boolean).join(" ");
  const words = chain
    .replace(/\+(?=\s*[a-z])/gi, " ")
    .trim()
    .split(/\s+/);
  const kept = clip === undefined ? words : words.filter((word) => !word.startsWith("clip-"));
  const rated = lr === undefined ? kept : kept.map((word) => withRate(word, lr));
  return [clip === undefined ? "" : clipLink(clip), ...rated].filter(Boolean).join(" ");
}

function withRate(word: string, lr: unknown): string {
  const [name = "", options = ""] = word.split(":");
  if (links.get(name)?.kind !== "optimiser") return word;
  const others = options.split(",").filter((option) => option !== "" && !/^lr=/.test(option));
  return `${name}:${[`lr=${lr}`, ...others].join(",")}`;
}

/** "none" is no link, 1 and "1" are clip-norm:1, "value:0.5" is clip-value:0.5. */
function clipLink(clip: unknown): string {
  const text = String(clip).trim();
  if (text === "none") return "";
  return /^[a-z]/i.test(text) ? `clip-${text}` : `clip-norm:${text}`;
}
