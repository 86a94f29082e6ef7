/** Thrown by an action that was interrupted and has shown what there was. */
export class Interrupted extends Error {
    name = "Interrupted";
}
