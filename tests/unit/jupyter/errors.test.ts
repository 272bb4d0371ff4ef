import { describe, expect, it } from "vitest";
import { answerError } from "../../../src/jupyter/errors.ts";

const attempt = { to: "save mine.ipynb" };

describe("a failing answer", () => {
  it.each([
    [401, true, "login"],
    [403, true, "forbidden"],
    [403, false, "login"],
    [404, true, "missing"],
    [409, true, "conflict"],
    [413, true, "other"],
    [424, true, "stopped"],
    [500, true, "other"],
    [503, true, "unreachable"],
  ])("with status %i (logged in: %s) is of kind %s", (status, loggedIn, kind) => {
    const error = answerError(attempt, status, "", loggedIn);
    expect(error).toMatchObject({ kind, status });
    expect(error.message).toMatch(/^Could not save mine\.ipynb: .+\.$/);
  });

  it.each([
    [
      "[Errno 28] No space left on device: '/home/ann/course/.~mine.ipynb'",
      "Could not save mine.ipynb: the disk is full. Delete what you no longer need, then try again.",
    ],
    [
      "Permission denied: /srv/class/ann/mine.ipynb",
      "Could not save mine.ipynb: Permission denied: the file (500).",
    ],
    [
      String.raw`Cannot write C:\Users\Ann\mine.ipynb`,
      "Could not save mine.ipynb: Cannot write the file (500).",
    ],
    ["", "Could not save mine.ipynb: the server could not do it (500)."],
  ])("says what the server said, without its folders: %s", (said, message) => {
    expect(answerError(attempt, 500, said).message).toBe(message);
  });

  it("leaves the number out where our own server says what to do", () => {
    expect(answerError({ to: "hand in hw1" }, 422, "There is no notebook in hw1.").message).toBe(
      "Could not hand in hw1: There is no notebook in hw1.",
    );
  });

  it("does not repeat an endless message", () => {
    expect(answerError(attempt, 500, "x".repeat(10_000)).message.length).toBeLessThan(400);
  });
});
