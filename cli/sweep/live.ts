import type { Sweep } from "../../src/sweep/index.js";
import { sizeOf } from "../../src/sweep/index.js";
import type { Terminal } from "../terminal.js";
import type { Carried } from "./carried.js";
import { endedLine, standingPage, wholeLine } from "./standing.js";
import { Tally } from "./tally.js";

/** Milliseconds between two drawings of the live table. */
const DRAW = 200;

/** Shows a sweep while it goes on: a table that is drawn over itself, or a line a run where that cannot be. */
export interface Live {
  readonly tally: Tally;
  /** Something changed. */
  changed(): void;
  ended(carried: Carried): void;
  /** A remark above the table. */
  note(text: string): void;
  /** Takes the table away. */
  close(): void;
}

/** `now` is the clock, in milliseconds. */
export async function openLive(
  sweep: Sweep,
  { terminal, quiet }: { readonly terminal: Terminal; readonly quiet: boolean },
  now: () => number = () => performance.now(),
): Promise<Live> {
  const tally = new Tally(sizeOf(sweep), now());
  if (quiet || !terminal.isLive)
    return {
      tally,
      changed: () => undefined,
      ended: (carried) => {
        if (!quiet) terminal.note(endedLine(carried, tally.standing(now())));
      },
      note: terminal.note,
      close: () => undefined,
    };

  const { createLogUpdate } = await import("log-update");
  const { stderr: stream } = process;
  const { notes } = terminal;
  const over = createLogUpdate(stream, { showCursor: true });
  const draw = () => {
    const style = { ...notes, width: (stream.columns ?? notes.width) - 1 };
    over(standingPage(tally.standing(now()), style, stream.rows ?? 24));
  };
  let drawn = now();
  const changed = () => {
    if (now() - drawn < DRAW) return;
    drawn = now();
    draw();
  };
  const timer = setInterval(changed, 1000);
  timer.unref();
  return {
    tally,
    changed,
    ended: changed,
    note(text) {
      over.clear();
      terminal.note(text);
      draw();
    },
    close() {
      clearInterval(timer);
      over.clear();
      terminal.note(wholeLine({ ...tally.standing(now()), eta: Number.NaN }));
    },
  };
}
