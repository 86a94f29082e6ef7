import { CommanderError } from "commander";
import { Incomplete, Interrupted } from "./command.js";

/** How a command line ends: the exit code, and what to say on stderr. */
export interface Answer {
  readonly code: number;
  readonly message?: string;
}

/** Errors that mean that what was asked for cannot be: one sentence, no stack. */
const REFUSALS: ReadonlySet<string> = new Set([
  "RangeError",
  "BadInput",
  "EquationError",
  "NoCompiler",
  "StoreError",
]);
const OUT_OF_MEMORY = /^(Array buffer allocation failed|Invalid (typed )?array length)/;
const EXIT = { done: 0, incomplete: 1, refused: 2, bug: 70, interrupted: 130 } as const;

/** What to answer to an error; without one, that all is well. */
export function answer(error: unknown): Answer {
  if (error === undefined) return { code: EXIT.done };
  if (error instanceof Interrupted) return { code: EXIT.interrupted };
  if (error instanceof Incomplete) return { code: EXIT.incomplete };
  if (error instanceof CommanderError) return ofCommander(error);
  if (!(error instanceof Error)) return bug(String(error));
  if (OUT_OF_MEMORY.test(error.message))
    return refused("These sizes need more memory than there is; lower T, --batch or --hidden.");
  // V8 throws a RangeError too when the stack overflows: that is our fault.
  if (!REFUSALS.has(error.name) || error.message.startsWith("Maximum call stack"))
    return bug(error.stack ?? String(error));
  return refused(error.message);
}

function refused(message: string): Answer {
  return { code: EXIT.refused, message: `hindsight: ${message}` };
}

function bug(text: string): Answer {
  return {
    code: EXIT.bug,
    message: `hindsight: this is a bug in Hindsight, not in what you typed; please report these lines:\n${text}`,
  };
}

/** Commander's message on one line, its suggestion joined to the sentence. */
function ofCommander({ exitCode, message }: CommanderError): Answer {
  if (exitCode === 0) return { code: EXIT.done };
  const [first = "", hint] = message.replace(/^error: /, "").split("\n");
  const suggestion = hint?.match(/^\(Did you mean (.*)\?\)$/)?.[1];
  return refused(
    suggestion === undefined
      ? [first, hint].filter(Boolean).join(" ")
      : `${first}; did you mean ${suggestion}?`,
  );
}
