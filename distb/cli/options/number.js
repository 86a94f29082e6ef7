/** Any finite number. Which range makes sense is for the record's schema to say. */
export function number(flag) {
    return (text) => {
        const value = toNumber(text);
        if (Number.isFinite(value))
            return value;
        throw new RangeError(`${flag} must be a number, but it was ${JSON.stringify(text)}.`);
    };
}
/** A whole number from `min` to `max`. */
export function whole(flag, min, max) {
    return (text) => {
        const value = toNumber(text);
        if (Number.isInteger(value) && value >= min && value <= max)
            return value;
        throw new RangeError(`${flag} must be a whole number from ${min} to ${max}, but it was ${JSON.stringify(text)}.`);
    };
}
/** One of these words, or a number. */
export function wordOrNumber(flag, word) {
    return (text) => {
        const value = toNumber(text);
        if (text === word || Number.isFinite(value))
            return text === word ? word : value;
        throw new RangeError(`${flag} must be ${word} or a number, but it was ${JSON.stringify(text)}.`);
    };
}
/** Values separated by commas, each by `read`. */
export function list(flag, read) {
    return (text) => text.split(",").map((item) => {
        if (item.trim() !== "")
            return read(item.trim());
        throw new RangeError(`${flag} must be a list without empty items, but it was ${JSON.stringify(text)}.`);
    });
}
function toNumber(text) {
    return text.trim() === "" ? Number.NaN : Number(text);
}
