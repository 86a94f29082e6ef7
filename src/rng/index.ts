/** Random numbers: seeded, splittable streams. Knows nothing of what they are used for. */
export { type Stream, stream } from "./stream.js";
