const HALVINGS = 50;
/**
 * The loss at which a criterion begins to hold, found by bisection below the baseline; undefined for a criterion that
 * asks for something else than the loss.
 */
export function solvedLoss(task, name) {
    const criterion = task.criteria.find((one) => one.name === name) ?? task.criteria[0];
    if (!criterion || !holdsAt(criterion, task, task.floor) || holdsAt(criterion, task, task.baseline))
        return undefined;
    let [holds, fails] = [task.floor, task.baseline];
    for (let i = 0; i < HALVINGS; i++) {
        const middle = (holds + fails) / 2;
        if (holdsAt(criterion, task, middle))
            holds = middle;
        else
            fails = middle;
    }
    return holds;
}
function holdsAt(criterion, { loss }, value) {
    return criterion.holds({ loss: value, [loss]: value });
}
