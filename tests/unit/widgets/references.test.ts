import { describe, expect, it } from "vitest";
import { firstChanges, linkedChanges } from "../../../src/widgets/links.ts";
import { gather, safeChange, shownWidget } from "../../../src/widgets/references.ts";
import type { WidgetModel, WidgetState } from "../../../src/widgets/values.ts";

const CONTROLS = "@jupyter-widgets/controls";

/** Models by id, each with its state. */
function models(states: Readonly<Record<string, WidgetState>>, name = "BoxModel") {
  return new Map<string, WidgetModel>(
    Object.entries(states).map(([id, state]) => [
      id,
      { id, name, module: CONTROLS, version: "2.0.0", state, isLive: true },
    ]),
  );
}

const ref = (id: string): string => `IPY_MODEL_${id}`;

describe("gather", () => {
  it("gives a widget after all that it holds, and nothing else", () => {
    const all = models({
      box: { children: [ref("a"), ref("b")], layout: ref("layout") },
      a: { style: { deep: [ref("style")] } },
      b: {},
      layout: {},
      style: {},
      other: { children: [ref("box")] },
    });
    const ids = gather(all, ["box"]).models.map(({ id }) => id);
    expect(ids.toSorted()).toEqual(["a", "b", "box", "layout", "style"]);
    expect(ids.indexOf("style")).toBeLessThan(ids.indexOf("a"));
    expect(ids.at(-1)).toBe("box");
  });

  it("names what is missing, and takes the references to it out", () => {
    const all = models({ box: { children: [ref("a"), ref("no")], layout: ref("nor") }, a: {} });
    const { models: found, missing } = gather(all, ["box"]);
    expect([...missing]).toEqual(["no", "nor"]);
    expect(found.at(-1)?.state).toEqual({ children: [ref("a")], layout: null });
    expect(gather(all, ["nobody"])).toMatchObject({ models: [], missing: new Set(["nobody"]) });
  });

  it("opens circles, so that every part can be made", () => {
    const all = models({
      a: { children: [ref("b")] },
      b: { children: [ref("c"), ref("b")] },
      c: { owner: ref("a") },
    });
    const { models: found, loops } = gather(all, ["a"]);
    expect([...loops].toSorted()).toEqual(["a", "b"]);
    expect(found.map(({ id, state }) => [id, state])).toEqual([
      ["c", { owner: null }],
      ["b", { children: [ref("c")] }],
      ["a", { children: [ref("b")] }],
    ]);
  });

  it("ends with a chain that is too long for anybody", () => {
    const chain = Object.fromEntries(
      Array.from({ length: 20_000 }, (_, at) => [`m${at}`, { next: ref(`m${at + 1}`) }]),
    );
    const { models: found, loops } = gather(models({ ...chain, m20000: {} }), ["m0"]);
    expect(found.length).toBeLessThan(1_000);
    expect(loops.size).toBe(1);
  });

  it("takes the widgets along that the outputs of an Output widget show", () => {
    const data = { "application/vnd.jupyter.widget-view+json": { model_id: "inner" } };
    const all = models({
      out: { outputs: [{ output_type: "display_data", data, metadata: {} }] },
      inner: { layout: ref("layout") },
      layout: {},
    });
    const ids = gather(all, ["out"]).models.map(({ id }) => id);
    expect(ids.toSorted()).toEqual(["inner", "layout", "out"]);
  });

  it("leaves out what is known already", () => {
    const all = models({ box: { children: [ref("a")] }, a: { layout: ref("l") }, l: {} });
    expect(gather(all, ["box"], (id) => id === "a").models.map(({ id }) => id)).toEqual(["box"]);
  });
});

describe("safeChange", () => {
  it("lets nothing through that is missing or would close a circle", () => {
    const all = models({ a: { children: [ref("b")] }, b: {}, c: {} });
    expect(safeChange(all, "b", { children: [ref("a"), ref("c"), ref("no")], n: 1 })).toEqual({
      children: [ref("c")],
      n: 1,
    });
    expect(safeChange(all, "b", { owner: ref("b") })).toEqual({ owner: null });
  });
});

describe("shownWidget", () => {
  it.each([undefined, null, "x", [], {}, { "text/plain": "x" }])("is none of %j", (data) => {
    expect(shownWidget(data)).toBeUndefined();
  });

  it.each([null, "m", { model_id: 5 }, []])("is none of a view that is %j", (view) => {
    expect(shownWidget({ "application/vnd.jupyter.widget-view+json": view })).toBeUndefined();
  });
});

describe("links", () => {
  const link = (name: string, source: unknown, target: unknown): WidgetModel => ({
    id: name,
    name,
    module: CONTROLS,
    version: "2.0.0",
    state: { source, target } as WidgetState,
    isLive: true,
  });
  const ends = [
    [ref("a"), "value"],
    [ref("b"), "max"],
  ] as const;
  const withLink = (name: string) =>
    new Map(models({ a: { value: [1, 2] }, b: { max: 5 } })).set(name, link(name, ...ends));

  it("carry a value over from the source, and back where they go both ways", () => {
    const both = withLink("LinkModel");
    expect(linkedChanges(both, "a", ["value"])).toEqual([{ id: "b", change: { max: [1, 2] } }]);
    expect(linkedChanges(both, "b", ["max"])).toEqual([{ id: "a", change: { value: 5 } }]);
    expect(linkedChanges(both, "a", ["other"])).toEqual([]);
    const one = withLink("DirectionalLinkModel");
    expect(linkedChanges(one, "a", ["value"])).toHaveLength(1);
    expect(linkedChanges(one, "b", ["max"])).toEqual([]);
  });

  it("carry nothing over that is there already, so that two links end", () => {
    const same = new Map(models({ a: { value: [1] }, b: { max: [1] } }));
    same.set("l", link("LinkModel", ...ends));
    expect(linkedChanges(same, "a", ["value"])).toEqual([]);
  });

  it.each([
    ["no list", "x", ends[1]],
    ["an empty list", [], ends[1]],
    ["no widget", ["a", "value"], ends[1]],
    ["a trait that is no name", [ref("a"), 3], ends[1]],
    ["a widget that is missing", [ref("no"), "value"], ends[1]],
    ["a target that is missing", ends[0], [ref("no"), "value"]],
  ])("with %s do nothing", (_name, source, target) => {
    const all = new Map(models({ a: { value: 1 }, b: { max: 2 } }));
    const bad = link("LinkModel", source, target);
    all.set("l", bad);
    expect(firstChanges(all, bad)).toEqual([]);
    expect(linkedChanges(all, "a", ["value"])).toEqual([]);
  });
});
