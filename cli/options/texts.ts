import { initialisers } from "../../src/init/index.js";
import { links } from "../../src/optim/index.js";
import { wrapped } from "../text.js";

const WIDTH = 80;

/** The initialisers that `--recurrent-init` and the like know, for the end of a help text. */
export function initialisersHelp(): string {
  const names = [...initialisers].map(([name, { argument, fallback, second }]) => {
    if (second !== undefined) return `${name}:<${argument}>[:<${second}>]`;
    if (argument === undefined) return name;
    return fallback === undefined ? `${name}:<${argument}>` : `${name}[:<${argument}>]`;
  });
  return `\n${wrapped(`Initialisers (<how>): ${names.join(", ")}.`, WIDTH)}\n`;
}

/** The links that `--chain` knows, for the end of a help text. */
export function linksHelp(): string {
  const names = [...links.keys()].join(", ");
  return `\n${wrapped(`Links of a chain: ${names}. What acts on the gradient stands before the optimiser, schedules after it; L2 is weight-decay (coupled) or decoupled-decay; hindsight links tells about each, with its source.`, WIDTH)}\n`;
}
