import { describe, expect, it } from "vitest";
import { cellCommands } from "../../../src/commands/cell.ts";
import {
  isSingleKey,
  keyNames,
  keyTable,
  keyWords,
  makeKeyReader,
  type KeyPress,
} from "../../../src/commands/keys.ts";
import { kernelCommands } from "../../../src/commands/kernel.ts";
import { notebookCommands } from "../../../src/commands/notebook.ts";
import type { Command } from "../../../src/extension.ts";

const press = (key: string, modifiers: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...modifiers,
});

const command = (id: string, keys: readonly string[], when?: Command["when"]): Command => ({
  id,
  label: id,
  keys,
  ...(when !== undefined && { when }),
  run: () => undefined,
});

const read = (commands: readonly Command[], isMac = false): ReturnType<typeof makeKeyReader> =>
  makeKeyReader(keyTable(commands), isMac);

describe("keyNames", () => {
  it.each([
    [press("a"), false, ["A"]],
    [press("Z", { shiftKey: true }), false, ["Shift Z"]],
    [press("Enter", { shiftKey: true }), false, ["Shift Enter"]],
    [press("s", { ctrlKey: true }), false, ["Accel S", "Ctrl S"]],
    [press("s", { metaKey: true }), true, ["Accel S"]],
    [press("s", { ctrlKey: true }), true, ["Ctrl S"]],
    [press("Shift", { shiftKey: true }), false, []],
    [press(" ", { shiftKey: true }), false, ["Shift Space"]],
    [press("_", { ctrlKey: true, shiftKey: true }), true, ["Ctrl Shift -"]],
    [press("1", { shiftKey: true }), false, ["Shift 1", "1"]],
    [
      press("{", { ctrlKey: true, shiftKey: true, code: "BracketLeft" }),
      false,
      ["Accel Shift {", "Ctrl Shift {", "Accel Shift [", "Ctrl Shift ["],
    ],
    [press("ф", { code: "KeyA" }), false, ["Ф", "A"]],
    [press("ß", { code: "Minus" }), false, ["ß"]],
  ])("%j on Mac %j is %j", (key, isMac, names) => {
    expect(keyNames(key, isMac)).toEqual(names);
  });
});

describe("makeKeyReader", () => {
  const commands = [
    command("delete", ["D D"], "command"),
    command("above", ["A"], "command"),
    command("run", ["Shift Enter"]),
    command("leave", ["Escape"], "edit"),
  ];

  it("fires single keys in command mode only", () => {
    const reader = read(commands);
    expect(reader(press("a"), "command", 0)).toHaveProperty("id", "above");
    expect(reader(press("a"), "edit", 0)).toBeUndefined();
    expect(reader(press("Escape"), "command", 0)).toBeUndefined();
  });

  it("fires a pair only when its second key follows at once", () => {
    const reader = read(commands);
    expect(reader(press("d"), "command", 0)).toBe("first-of-pair");
    expect(reader(press("d"), "command", 500)).toHaveProperty("id", "delete");
    expect(reader(press("d"), "command", 600)).toBe("first-of-pair");
    expect(reader(press("d"), "command", 5_000)).toBe("first-of-pair");
    expect(reader(press("a"), "command", 5_100)).toHaveProperty("id", "above");
    expect(reader(press("d"), "command", 5_200)).toBe("first-of-pair");
  });

  it("repeats a held key, and never takes it for a pair", () => {
    const reader = read(commands);
    expect(reader(press("a", { repeat: true }), "command", 0)).toHaveProperty("id", "above");
    expect(reader(press("d"), "command", 100)).toBe("first-of-pair");
    expect(reader(press("d", { repeat: true }), "command", 130)).toBeUndefined();
    expect(reader(press("d", { repeat: true }), "command", 160)).toBeUndefined();
    expect(reader(press("d"), "command", 200)).toBe("first-of-pair");
  });

  it("tells Shift D from D", () => {
    const reader = read(commands);
    expect(reader(press("D", { shiftKey: true }), "command", 0)).toBeUndefined();
  });
});

describe("keyTable", () => {
  it("throws when two commands want one key, naming both", () => {
    expect(() => keyTable([command("one", ["A"]), command("two", ["A"], "edit")])).toThrow(
      /one.*two/,
    );
  });

  it("lets a key mean one thing in each mode", () => {
    expect(keyTable([command("one", ["A"], "command"), command("two", ["A"], "edit")]).size).toBe(
      2,
    );
  });

  it("holds the program's own commands without a clash", () => {
    const all = [...cellCommands, ...notebookCommands, ...kernelCommands];
    expect(keyTable(all).size).toBeGreaterThan(20);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });
});

describe("keyWords", () => {
  it.each([
    [["Shift Enter"], false, "Shift+Enter"],
    [["D D"], false, "D, D"],
    [["Accel S"], true, "⌘+S"],
    [["Ctrl Shift ArrowUp"], false, "Ctrl+Shift+↑"],
    [["Shift Space"], false, "Shift+Space"],
    [[], false, ""],
  ])("%j on Mac %j reads %j", (keys, isMac, words) => {
    expect(keyWords(command("x", keys), isMac)).toBe(words);
  });
});

describe("isSingleKey", () => {
  it.each(["A", "Shift A", "D D", "0 0", "1", "Space", "/"])("holds for %s", (key) => {
    expect(isSingleKey(key)).toBe(true);
  });

  it.each(["Enter", "Shift Enter", "ArrowUp", "Accel A", "Ctrl Shift -", "Alt Enter", "Escape"])(
    "does not hold for %s",
    (key) => {
      expect(isSingleKey(key)).toBe(false);
    },
  );
});
