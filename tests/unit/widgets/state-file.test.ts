import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readStateFile, STATE_TYPE, writeStateFile } from "../../../src/widgets/state-file.ts";
import type { JsonObject } from "../../../src/nbformat/types.ts";

/** Written by ipywidgets' own `embed.dependency_state` for an Image in a box; only its ids are shorter. */
const fixture = JSON.parse(
  readFileSync(new URL("fixtures/widget-state.json", import.meta.url), "utf8"),
) as JsonObject;

const file = (state: unknown, version: unknown = 2): JsonObject =>
  ({
    widgets: { [STATE_TYPE]: { version_major: version, version_minor: 0, state } },
  }) as JsonObject;
const label = (more: object = {}): object => ({
  model_name: "LabelModel",
  model_module: "@jupyter-widgets/controls",
  model_module_version: "2.0.0",
  state: { value: "words" },
  ...more,
});

describe("the widgets in a notebook's metadata", () => {
  it("are read as ipywidgets writes them, with their bytes", () => {
    const models = readStateFile({ widgets: fixture });
    const image = [...models.values()].find(({ name }) => name === "ImageModel");
    expect(image?.module).toBe("@jupyter-widgets/controls");
    expect(new TextDecoder().decode(image?.state.value as ArrayBuffer)).toBe("GIF89a");
    expect(models.size).toBe(4);
  });

  it("are written as they were read", () => {
    const models = [...readStateFile({ widgets: fixture }).values()];
    expect(writeStateFile(models)).toEqual(fixture);
  });

  it.each([
    ["no metadata", {}],
    ["no object", { widgets: "x" }],
    ["no state of widgets", { widgets: { other: {} } }],
    ["another version", file({ m: label() }, 3)],
    ["a version that is no number", file({ m: label() }, "2")],
    ["a state that is a list", file([label()])],
    ["a state that is nothing", file(null)],
  ])("are none with %s", (_name, metadata) => {
    expect(readStateFile(metadata).size).toBe(0);
  });

  it.each([
    ["nothing", null],
    ["text", "x"],
    ["no name", label({ model_name: undefined })],
    ["an empty name", label({ model_name: "" })],
    ["a name that is a number", label({ model_name: 5 })],
    ["no module", label({ model_module: null })],
  ])("are read without the one that is %s", (_name, entry) => {
    expect([...readStateFile(file({ bad: entry, good: label() })).keys()]).toEqual(["good"]);
  });

  it.each([
    ["a state that is text", label({ state: "x" }), {}],
    ["no state", label({ state: undefined }), {}],
    ["buffers that are no list", label({ buffers: {} }), { value: "words" }],
    [
      "bytes that are none",
      label({ buffers: [{ path: ["x"], data: "@@", encoding: "base64" }] }),
      { value: "words" },
    ],
    [
      "odd letters for bytes",
      label({ buffers: [{ path: ["x"], data: "abc", encoding: "hex" }] }),
      { value: "words" },
    ],
    ["a buffer without a place", label({ buffers: [{ data: "QQ==" }, null] }), { value: "words" }],
  ])("keep one with %s", (_name, entry, state) => {
    expect(readStateFile(file({ m: entry })).get("m")?.state).toEqual(state);
  });

  it("have bytes in hexadecimal, too", () => {
    const buffers = [{ path: ["x"], data: "0aff", encoding: "hex" }];
    const { x } = readStateFile(file({ m: label({ buffers }) })).get("m")?.state ?? {};
    expect([...new Uint8Array(x as ArrayBuffer)]).toEqual([10, 255]);
  });

  it("have outputs as a notebook's cells have them, without what is none", () => {
    const outputs = [
      { output_type: "stream", name: "stdout", text: ["one\n", "two\n"] },
      null,
      "x",
      { output_type: "display_data", data: null },
      { output_type: "strange" },
    ];
    const entry = label({ model_name: "OutputModel", state: { outputs } });
    expect(readStateFile(file({ m: entry })).get("m")?.state.outputs).toMatchObject([
      { output_type: "stream", name: "stdout", text: "one\ntwo\n" },
      { output_type: "display_data", data: {}, metadata: {} },
    ]);
    const none = label({ model_name: "OutputModel", state: { outputs: "x" } });
    expect(readStateFile(file({ m: none })).get("m")?.state.outputs).toEqual([]);
  });
});
