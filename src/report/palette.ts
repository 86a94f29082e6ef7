import type { Paint, Style } from "./style.js";

type Rgb = readonly [number, number, number];

/** Eight colours of viridis, even in brightness and readable to the colour-blind (van der Walt & Smith 2015). */
const VIRIDIS: readonly Rgb[] = [
  [68, 1, 84],
  [70, 51, 126],
  [54, 92, 141],
  [39, 127, 142],
  [31, 161, 135],
  [74, 193, 109],
  [159, 218, 58],
  [253, 231, 37],
];
/** Magenta, blue, green, yellow: what comes nearest to it among the basic colours, one for each character below. */
const BASIC = [45, 44, 42, 43];
const RAMP = ["░", "▒", "▓", "█"];
const ASCII_RAMP = [".", ":", "o", "#"];

/** Text on the colour of a share of the scale, from 0 to 1. `hidden`: the text too has that colour. */
export function background(share: number, style: Style, hidden = false): Paint {
  if (!style.color) return (text) => text;
  const { fill, ink } = codes(share, style.depth ?? 4, hidden);
  return (text) => `\x1b[${fill}m\x1b[${ink}m${text}\x1b[39m\x1b[49m`;
}

/** A character that is the fuller, the higher the share. */
export function ramp(share: number, style: Style): string {
  const characters = style.unicode ? RAMP : ASCII_RAMP;
  return characters[index(share, characters.length)] ?? "?";
}

function codes(share: number, depth: 4 | 8 | 24, hidden: boolean): { fill: string; ink: string } {
  if (depth === 4) {
    const code = BASIC[index(share, BASIC.length)] ?? 40;
    return { fill: String(code), ink: hidden ? String(code - 10) : "30" };
  }
  const color = viridis(share);
  const isBright = 0.299 * color[0] + 0.587 * color[1] + 0.114 * color[2] > 110;
  const ink: Rgb = hidden ? color : isBright ? [0, 0, 0] : [255, 255, 255];
  const code = depth === 24 ? (c: Rgb) => `2;${c.join(";")}` : (c: Rgb) => `5;${cube(c)}`;
  return { fill: `48;${code(color)}`, ink: `38;${code(ink)}` };
}

function viridis(share: number): Rgb {
  const at = share * (VIRIDIS.length - 1);
  const low = VIRIDIS[Math.floor(at)] ?? [0, 0, 0];
  const high = VIRIDIS[Math.ceil(at)] ?? low;
  const mix = (from: number, to: number) => Math.round(from + (to - from) * (at % 1));
  return [mix(low[0], high[0]), mix(low[1], high[1]), mix(low[2], high[2])];
}

/** Nearest of the 6 × 6 × 6 colours of a terminal with 256. */
function cube(color: Rgb): number {
  const level = (c: number) => (c < 48 ? 0 : c < 115 ? 1 : Math.floor((c - 35) / 40));
  return 16 + 36 * level(color[0]) + 6 * level(color[1]) + level(color[2]);
}

const index = (share: number, count: number): number => Math.min(count - 1, Math.floor(share * count));
