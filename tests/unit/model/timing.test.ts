import { describe, expect, it } from "vitest";
import { applyChange } from "../../../src/model/apply.ts";
import { savedDuration, withTiming } from "../../../src/model/timing.ts";
import { code, md, opened } from "../../support/builders.ts";

describe("a run's times", () => {
  it("are written as JupyterLab writes them, beside what was in the metadata", () => {
    const cell = withTiming(code("x", { metadata: { tags: ["a"] } }), 0, 1_500);
    expect(cell.metadata).toEqual({
      tags: ["a"],
      execution: {
        "iopub.execute_input": "1970-01-01T00:00:00.000Z",
        "iopub.status.busy": "1970-01-01T00:00:00.000Z",
        "iopub.status.idle": "1970-01-01T00:00:01.500Z",
        "shell.execute_reply": "1970-01-01T00:00:01.500Z",
        "shell.execute_reply.started": "1970-01-01T00:00:00.000Z",
      },
    });
    expect(savedDuration(cell)).toBe(1_500);
  });

  it("are read from a file that JupyterLab wrote", () => {
    const execution = {
      "iopub.status.busy": "2026-05-01T10:00:00.100Z",
      "iopub.execute_input": "2026-05-01T10:00:00.101Z",
      "shell.execute_reply.started": "2026-05-01T10:00:00.102Z",
      "shell.execute_reply": "2026-05-01T10:00:02.602Z",
      "iopub.status.idle": "2026-05-01T10:00:02.603Z",
    };
    expect(savedDuration(code("x", { metadata: { execution } }))).toBe(2_500);
  });

  it.each([
    ["nothing", {}],
    ["a word", { execution: "fast" }],
    ["no times", { execution: {} }],
    [
      "times that are none",
      { execution: { "shell.execute_reply": "soon", "iopub.status.busy": 7 } },
    ],
    [
      "an end before its start",
      {
        execution: {
          "iopub.status.busy": "2026-05-01T10:00:01Z",
          "iopub.status.idle": "2026-05-01T10:00:00Z",
        },
      },
    ],
  ])("are unknown where the metadata has %s", (_, metadata) => {
    expect(savedDuration(code("x", { metadata }))).toBeUndefined();
    expect(savedDuration(md("x", { metadata }))).toBeUndefined();
  });

  it("go into the file only for a run that was made", () => {
    const start = opened(code("a", { id: "a" }), code("b", { id: "b" }));
    let state = applyChange(start, { type: "run-started", id: "a", at: 10 });
    state = applyChange(state, { type: "run-ended", id: "a", state: "done", at: 20 });
    expect(state.cells[0]?.cell.metadata).toHaveProperty("execution");
    const { revision } = state;
    state = applyChange(state, {
      type: "run-ended",
      id: "b",
      state: "cancelled",
      at: 20,
      note: "Not run",
    });
    expect(state.cells[1]?.cell.metadata).toEqual({});
    expect(state.revision).toBe(revision);
  });
});

describe("progress", () => {
  it("counts the cells of one request, and starts anew with the next", () => {
    let state = opened(code("a", { id: "a" }), code("b", { id: "b" }), code("c", { id: "c" }));
    const steps = [
      [
        { type: "queue", ids: ["a", "b"] },
        { ended: 0, total: 2 },
      ],
      [{ type: "queue", ids: ["b"] }, undefined],
      [{ type: "run-started", id: "a", at: 0 }, undefined],
      [
        { type: "queue", ids: ["b", "c"] },
        { ended: 0, total: 3 },
      ],
      [
        { type: "run-ended", id: "a", state: "done", at: 1 },
        { ended: 1, total: 3 },
      ],
      [{ type: "queue", ids: ["c"] }, undefined],
      [{ type: "run-started", id: "b", at: 1 }, undefined],
      [
        { type: "run-ended", id: "b", state: "done", at: 2 },
        { ended: 2, total: 3 },
      ],
      [{ type: "queue", ids: [] }, undefined],
      [{ type: "run-started", id: "c", at: 2 }, undefined],
      [
        { type: "run-ended", id: "c", state: "done", at: 3 },
        { ended: 3, total: 3 },
      ],
      [
        { type: "queue", ids: ["a"] },
        { ended: 0, total: 1 },
      ],
    ] as const;
    for (const [change, progress] of steps) {
      state = applyChange(state, change);
      if (progress !== undefined) expect(state.progress).toEqual(progress);
    }
  });
});
