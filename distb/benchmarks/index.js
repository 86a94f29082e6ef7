export { benchData, benchProbe } from "./cost.js";
export { benchGrowth, growthSweeps } from "./growth.js";
export { machineRecord } from "./machine.js";
export { benchPeers } from "./peers.js";
export { parseShape, shapeName, standardShapes } from "./shape.js";
export { benchStart } from "./start.js";
export { benchSteps } from "./steps.js";
