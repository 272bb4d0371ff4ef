import { describe, expect, it } from "vitest";
import { assemble } from "../../../src/app/assemble.ts";
import type { CellKind, Command, Renderer } from "../../../src/extension.ts";
import { code, md } from "../../support/builders.ts";

const kind = (name: string, claims: CellKind["claims"]): CellKind => ({
  name,
  claims,
  mount: () => ({ update: () => undefined, focus: () => undefined }),
});
const command = (id: string): Command => ({ id, label: id, run: () => undefined });
const renderer = (name: string): Renderer => ({ name, mimeTypes: [], render: () => undefined });

describe("assemble", () => {
  it("gives a cell to the first kind that claims it", () => {
    const quiz = kind("quiz", (cell) => cell.source.startsWith("?"));
    const rest = kind("rest", () => true);
    const { kindOf } = assemble([
      { name: "a", cellKinds: [quiz] },
      { name: "b", cellKinds: [rest] },
    ]);
    expect(kindOf(md("?"))).toBe(quiz);
    expect(kindOf(code("1"))).toBe(rest);
  });

  it("passes over a kind that throws while it looks", () => {
    const broken = kind("broken", () => {
      throw new Error("no");
    });
    const rest = kind("rest", () => true);
    expect(assemble([{ name: "a", cellKinds: [broken, rest] }]).kindOf(md(""))).toBe(rest);
  });

  it.each([
    ["cell kind", { cellKinds: [kind("twin", () => true)] }],
    ["command", { commands: [command("twin")] }],
    ["renderer", { renderers: [renderer("twin")] }],
  ])("refuses two of one %s, naming both owners", (what, parts) => {
    const both = [
      { name: "mine", ...parts },
      { name: "yours", ...parts },
    ];
    expect(() => assemble(both)).toThrow(new RegExp(`"mine" and "yours".*${what} "twin"`));
  });
});
