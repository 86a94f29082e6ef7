/**
 * The short texts in which a user names things with options, such as `adam:lr=0.005,b1=0.95`: reading them, printing
 * them, one sentence for what is wrong. Knows no things, only names and options.
 */
export { above0, count, flag, from0, mistake, printOptions, share } from "./options.js";
export { type Described, lookUp, parseWords } from "./words.js";
