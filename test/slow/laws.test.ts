/**
 * All laws over every cell on every backend and precision, sizes dealt out of H 1, 3, 5, 17, 33 × B 1, 2, 5 × T 1, 2, 50:
 * `npx vitest run --mode slow test/slow/laws`. The law files see the mode.
 */
import { expect, it } from "vitest";
import { full } from "../laws/witness.js";
import "../laws/batch.test.js";
import "../laws/causality.test.js";
import "../laws/limits.test.js";
import "../laws/omega.test.js";
import "../laws/profile.test.js";
import "../laws/renaming.test.js";
import "../laws/taylor.test.js";
import "../laws/time.test.js";
import "../laws/torch.test.js";
import "../laws/witnesses.test.js";

it("the laws were told to take everything", () => {
  expect(full).toBe(true);
});
