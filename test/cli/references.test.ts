import { expect, it } from "vitest";
import { reference } from "../../cli/references.js";
import { cells } from "../../src/cells/index.js";
import { families, makeTask } from "../../tasks/index.js";

it("knows every work that a cell, a task or a criterion cites", () => {
  const ofTasks = Object.values(families).flatMap(({ name, cite }) => [
    cite,
    ...makeTask(name).criteria.map((criterion) => criterion.cite),
  ]);
  const cited = [...Object.values(cells).map(({ cite }) => cite), ...ofTasks];
  expect(cited.filter((key) => reference(key) === key)).toEqual([]);
});
