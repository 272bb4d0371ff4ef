import { describe, expect, it } from "vitest";
import { extensions } from "../../../src/app/extensions.ts";
import {
  bindCommands,
  DEFAULT_SETTINGS,
  keyRefusal,
  keysOf,
  parseSettings,
  withKeys,
  type Settings,
} from "../../../src/commands/settings.ts";
import { fixedKeys } from "../../../src/commands/editor.ts";
import { keyTable } from "../../../src/commands/keys.ts";
import type { Command } from "../../../src/extension.ts";

const command = (id: string, keys: readonly string[], when: Command["when"] = "any"): Command => ({
  id,
  label: `Do ${id}`,
  keys,
  when,
  run: () => undefined,
});

const save = command("save", ["Accel S"]);
const drop = command("drop", ["D D"], "command");
const above = command("above", ["A"], "command");
const split = command("split", ["Ctrl Shift -"], "edit");
const commands = [save, drop, above, split];

const chosen = (keys: Settings["keys"], singleKeys = true): Settings => ({
  ...DEFAULT_SETTINGS,
  keys,
  singleKeys,
});
const bound = (settings: Settings, isMac = false): Record<string, readonly string[]> =>
  Object.fromEntries(
    bindCommands(commands, settings, isMac).map(({ id, keys = [] }) => [id, keys]),
  );

describe("parseSettings", () => {
  it("reads what was written", () => {
    const settings = {
      ...chosen({ save: ["Accel Shift S", "G G"], drop: [] }, false),
      completeWhileTyping: true,
      autosave: false,
      stopAtError: false,
      theme: "contrast",
      density: "compact",
    } as const;
    expect(parseSettings(JSON.parse(JSON.stringify(settings)))).toEqual({
      settings,
      isDamaged: false,
    });
  });

  it("gives the usual settings where nothing is stored", () => {
    expect(parseSettings()).toEqual({ settings: DEFAULT_SETTINGS, isDamaged: false });
    expect(parseSettings({}, {})).toEqual({ settings: DEFAULT_SETTINGS, isDamaged: false });
  });

  it("lays what the reader chose over what the admin gives", () => {
    const admin = {
      theme: "dark",
      autosave: false,
      keys: { save: ["Alt S"], drop: ["X"] },
      new: 1,
    };
    const { settings, isDamaged } = parseSettings(admin, { theme: "light", keys: { drop: [] } });
    expect(isDamaged).toBe(false);
    expect(settings).toEqual({
      ...DEFAULT_SETTINGS,
      theme: "light",
      autosave: false,
      keys: { save: ["Alt S"], drop: [] },
    });
    // A reader's setting that is none leaves the admin's.
    expect(parseSettings(admin, { theme: 7 }).settings.theme).toBe("dark");
  });

  it.each([
    null,
    [],
    7,
    "x",
    { keys: [] },
    { keys: 7 },
    { singleKeys: "no" },
    { completeWhileTyping: 1 },
    { autosave: null },
    { theme: "pink" },
    { density: true },
  ])("leaves out what is damaged: %j", (stored) => {
    expect(parseSettings(stored)).toEqual({ settings: DEFAULT_SETTINGS, isDamaged: true });
  });

  it.each([[7], ["A", 7], "A", null, ["A B C"], [""], ["x".repeat(99)], ["Shift Alt A"]])(
    "leaves out keys that are none (%j) and keeps the others",
    (keys) => {
      const stored = { keys: { save: keys, drop: ["X"] } };
      expect(parseSettings(stored)).toEqual({ settings: chosen({ drop: ["X"] }), isDamaged: true });
    },
  );

  it("takes a command's id for no more than a name", () => {
    const { settings } = parseSettings(
      JSON.parse('{"keys":{"__proto__":["A"],"constructor":["B"]}}'),
    );
    expect(bound(settings)).toEqual(bound(DEFAULT_SETTINGS));
    expect(keysOf(command("toString", ["A"]), DEFAULT_SETTINGS)).toEqual(["A"]);
  });
});

it("no command of the program wants a key that is the browser's own while a cell is edited", () => {
  const all = extensions.flatMap((extension) => extension.commands ?? []);
  const taken = fixedKeys.flatMap((holder) =>
    (holder.keys ?? []).map((key) => keyRefusal(holder, key, all, DEFAULT_SETTINGS, false)),
  );
  expect(taken.filter((words) => words !== undefined)).toEqual([]);
});

describe("bindCommands", () => {
  it("gives each command of the program its own keys, without a clash on any machine", () => {
    const all = extensions.flatMap((extension) => extension.commands ?? []);
    for (const isMac of [false, true]) {
      const result = bindCommands(all, DEFAULT_SETTINGS, isMac);
      expect(result.map(({ keys }) => keys)).toEqual(all.map(({ keys = [] }) => keys));
      expect(keyTable(result).size).toBeGreaterThan(40);
    }
  });

  it("gives chosen keys in place of the command's own", () => {
    expect(bound(chosen({ save: ["Alt S"], drop: [] }))).toMatchObject({
      save: ["Alt S"],
      drop: [],
    });
  });

  it("takes a key from the command that only came with it", () => {
    expect(bound(chosen({ split: ["Ctrl S"] }))).toMatchObject({ split: ["Ctrl S"], save: [] });
    expect(bound(chosen({ split: ["Ctrl S"] }), true)).toMatchObject({ save: ["Accel S"] });
    expect(bound(chosen({ above: ["D"] }))).toMatchObject({ above: ["D"], drop: [] });
  });

  it("leaves keys of characters out when they are switched off, or would be typed", () => {
    expect(bound(chosen({}, false))).toEqual({
      save: ["Accel S"],
      drop: [],
      above: [],
      split: ["Ctrl Shift -"],
    });
    expect(bound(chosen({ save: ["S"] }))).toMatchObject({ save: [] });
  });
});

describe("keyRefusal", () => {
  const refusal = (of: Command, key: string, isMac = false): string | undefined =>
    keyRefusal(of, key, commands, DEFAULT_SETTINGS, isMac);

  it("names the command that has the key", () => {
    expect(refusal(above, "Ctrl S")).toContain("“Do save”");
    expect(refusal(above, "Ctrl S", true)).toBeUndefined();
    expect(refusal(above, "D")).toContain("“Do drop”");
    expect(refusal(drop, "A A")).toContain("“Do above”");
  });

  it("lets one key mean one thing in each mode", () => {
    expect(refusal(above, "Ctrl Shift -")).toBeUndefined();
    expect(refusal(save, "Ctrl Shift -")).toContain("“Do split”");
  });

  it("refuses a character where text is typed", () => {
    expect(refusal(save, "S")).toContain("typed");
    expect(refusal(split, "Shift S")).toContain("typed");
    expect(refusal(above, "S")).toBeUndefined();
  });

  it("goes by the keys that were chosen", () => {
    const settings = withKeys(DEFAULT_SETTINGS, "save", []);
    expect(keyRefusal(above, "Accel S", commands, settings, false)).toBeUndefined();
  });
});

it("withKeys gives a command keys, and its own back", () => {
  const changed = withKeys(DEFAULT_SETTINGS, "save", ["Alt S"]);
  expect(changed.keys).toEqual({ save: ["Alt S"] });
  expect(withKeys(changed, "save", undefined)).toEqual(DEFAULT_SETTINGS);
});
