import { norm } from "../optim/index.js";
import { profileOf } from "../probe/index.js";
import { trainingData } from "./data.js";
import { differentiateWithProfile } from "./pass.js";
import { prepare } from "./prepare.js";
/** Measures one batch. Overwrites `engine.grads`, changes no parameter. */
export function measure(engine, task, batch) {
    const { loss, profile } = differentiateWithProfile(engine, task, batch);
    return { loss, gradientNorm: norm(engine.grads), profile: profileOf(profile, engine.network) };
}
/**
 * How the gradient reaches every step before any training, on the first training batch of the seed.
 *
 * @throws BadInput as `run`
 */
export async function initialProfile(experiment, task, options = {}) {
    const { engine } = await prepare(experiment, task, options);
    try {
        const backend = engine.description;
        return { ...measure(engine, task, trainingData(experiment, task)(0)), backend };
    }
    finally {
        engine.dispose();
    }
}
