/** Beside the laws, what the fast suite compiles for some backends and networks alone is here compiled for all. */
import "../engine/checkpoint.test.js";
import "../laws/update.test.js";
import "../wrap/clip-state.test.js";
