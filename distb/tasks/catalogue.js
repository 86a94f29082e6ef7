import { adding } from "./adding.js";
import { copy } from "./copy.js";
import { nearest } from "./options.js";
/** Every task family by name. */
export const families = { adding, copy };
/**
 * Makes a task of the catalogue.
 *
 * @throws RangeError when the name, an option or a value is unknown; one sentence that names the nearest known name.
 */
export function makeTask(name, options = {}) {
    const family = Object.hasOwn(families, name) ? families[name] : undefined;
    if (!family) {
        const suggestion = nearest(name, Object.keys(families));
        throw new RangeError(`There is no task ${JSON.stringify(name)}; the nearest name is "${suggestion}".`);
    }
    return family.create(options);
}
