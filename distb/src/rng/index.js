/** Random numbers: seeded, splittable streams. Knows nothing of what they are used for. */
export { stream } from "./stream.js";
