// @vitest-environment happy-dom
// Cells whose controls are fetched: their text is there at once, the controls when they have come, a failure in words.
import { expect, it } from "vitest";
import type { CellKind } from "../../../src/extension.ts";
import { makeLaterKind } from "../../../src/cells/later.ts";
import { md } from "../../support/builders.ts";
import { defer } from "../../support/deferred.ts";
import { mountCell } from "./mounted-cell.ts";

const claims = { name: "quiz", claims: () => true };
const mount: CellKind["mount"] = ({ el, entry }) => {
  el.textContent = `controls of ${entry.cell.source}`;
  return { update: () => undefined, focus: () => undefined };
};

it("shows the text until the controls are there, and then at once", async () => {
  const fetched = defer();
  const kind = makeLaterKind(claims, () => fetched.promise.then(() => mount), { class: "box" });
  const { el } = mountCell(kind, md("the text"));
  expect(el.querySelector(".box")?.textContent).toBe("the text");
  fetched.resolve();
  await expect.poll(() => el.textContent).toBe("controls of the text");
  expect(mountCell(kind, md("another")).el.textContent).toBe("controls of another");
});

it("says in the cell that the controls could not be fetched, and keeps the text", async () => {
  const kind = makeLaterKind(claims, () => Promise.reject(new Error("offline")), { class: "box" });
  const { el } = mountCell(kind, md("the text"));
  await expect.poll(() => el.querySelector('[role="alert"]')?.textContent).toMatch(/offline/);
  expect(el.textContent).toContain("the text");
});
