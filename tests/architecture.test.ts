// The house: which room may import which, and which room owns which third-party package.
// A row that nobody uses is stale and fails too, so the table stays the truth.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";

interface Room {
  /** Rooms whose modules may be imported. */
  readonly rooms: readonly string[];
  /** Rooms of which only types may be imported. */
  readonly types?: readonly string[];
  /** Third-party packages that only this room imports; a name that ends in `/` stands for all below it. */
  readonly owns?: readonly string[];
}

const HOUSE: Readonly<Record<string, Room>> = {
  nbformat: { rooms: [] },
  model: { rooms: ["nbformat"] },
  lesson: { rooms: ["nbformat"], owns: ["@noble/hashes/sha2.js", "@noble/hashes/utils.js"] },
  grading: { rooms: ["nbformat", "lesson"], owns: ["@noble/hashes/legacy.js"] },
  execution: { rooms: ["model", "nbformat"] },
  elements: { rooms: [] },
  trusted: { rooms: [] },
  extension: { rooms: [], types: ["nbformat", "model", "execution", "export", "frame"] },
  jupyter: { rooms: ["execution", "nbformat"], types: ["model"], owns: ["@jupyterlab/services"] },
  python: { rooms: [] },
  widgets: {
    rooms: ["nbformat", "model", "execution"],
    types: ["extension", "frame"],
  },
  frame: {
    rooms: ["outputs"],
    types: ["extension", "nbformat"],
    owns: [
      "plotly.js-strict-dist-min",
      "vega",
      "vega-lite",
      "vega-embed",
      "@jupyter-widgets/",
      "@fortawesome/",
      "anywidget",
    ],
  },
  markup: {
    rooms: [],
    types: ["nbformat"],
    owns: ["markdown-it", "katex", "@lezer/highlight", "@lezer/python"],
  },
  export: {
    rooms: ["nbformat", "model", "lesson", "grading", "markup", "widgets"],
    owns: ["parse5"],
  },
  check: { rooms: ["nbformat", "model", "lesson", "grading", "execution"] },
  feedback: { rooms: ["nbformat", "grading", "export"] },
  editor: { rooms: ["markup"], types: ["extension"], owns: ["@codemirror/", "@lezer/"] },
  outputs: {
    rooms: ["elements", "trusted", "nbformat", "model", "lesson", "markup", "editor"],
    types: ["extension", "frame"],
    owns: ["dompurify", "katex/dist/"],
  },
  cells: { rooms: ["elements", "nbformat", "model", "lesson", "editor"], types: ["extension"] },
  notebook: {
    rooms: ["elements", "trusted", "model"],
    types: ["nbformat", "extension"],
    owns: ["@lumino/widgets"],
  },
  authoring: { rooms: ["elements", "nbformat", "lesson", "cells", "notebook"] },
  progress: {
    rooms: ["elements", "nbformat", "lesson", "cells", "notebook", "check"],
    types: ["execution"],
  },
  files: { rooms: ["elements", "execution", "grading", "notebook", "editor"] },
  teaching: { rooms: ["elements", "nbformat", "grading"], types: ["execution", "outputs"] },
  learning: { rooms: ["elements", "nbformat", "model", "grading"], types: ["execution"] },
  commands: { rooms: ["nbformat", "model"], types: ["extension"] },
  app: {
    rooms: [
      "elements",
      "trusted",
      "nbformat",
      "model",
      "execution",
      "jupyter",
      "python",
      "outputs",
      "markup",
      "widgets",
      "cells",
      "notebook",
      "authoring",
      "progress",
      "learning",
      "teaching",
      "files",
      "commands",
      "lesson",
      "export",
    ],
    types: ["extension"],
    owns: ["fflate"],
  },
  cli: {
    rooms: [
      "nbformat",
      "model",
      "lesson",
      "grading",
      "execution",
      "jupyter",
      "python",
      "export",
      "feedback",
      "check",
    ],
  },
};

/** Rooms that run in Node and page alike: no `document`, no `window`. Types of the DOM are no harm. */
const WITHOUT_DOM = [
  "widgets",
  "nbformat",
  "model",
  "lesson",
  "grading",
  "execution",
  "markup",
  "export",
  "feedback",
  "check",
  "python",
  "jupyter",
  "commands",
  "cli",
];

interface Import {
  readonly file: string;
  readonly room: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const src = join(dirname(dirname(fileURLToPath(import.meta.url))), "src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
  (name) => name.endsWith(".ts") && !name.endsWith(".d.ts") && !name.startsWith("server"),
);
const imports = files.flatMap(readImports);

function roomOf(file: string): string {
  return file.includes(sep) ? file.slice(0, file.indexOf(sep)) : file.replace(/\.ts$/, "");
}

function readImports(file: string): readonly Import[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(src, file), "utf8"),
    ts.ScriptTarget.ES2022,
  );
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean): void => {
    const target = specifier.startsWith(".")
      ? relative(src, normalize(join(src, dirname(file), specifier)))
      : specifier;
    found.push({ file, room: roomOf(file), target, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, isTypeOnly(node.importClause));
    } else if (
      ts.isExportDeclaration(node) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      add(node.moduleSpecifier.text, node.isTypeOnly);
    } else if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      node.arguments[0] !== undefined &&
      ts.isStringLiteral(node.arguments[0])
    ) {
      add(node.arguments[0].text, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { namedBindings } = clause;
  return (
    clause.name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  );
}

const isOwn = ({ target }: Import): boolean => roomOf(target) in HOUSE;
const isPackage = (item: Import): boolean =>
  /^(@?[a-z])/.test(item.target) &&
  !item.target.includes(`${sep}src`) &&
  !isOwn(item) &&
  !item.target.startsWith("node:") &&
  !item.target.startsWith("..");
const matches = (owned: string, target: string): boolean =>
  owned.endsWith("/")
    ? target.startsWith(owned)
    : target === owned || target.startsWith(`${owned}/`);

describe("the house", () => {
  it("has a row for every room", () => {
    expect(new Set(files.map(roomOf))).toEqual(new Set(Object.keys(HOUSE)));
  });

  it("lets rooms import only the rooms in their row", () => {
    const strays = imports.filter((item) => {
      const { rooms, types = [] } = HOUSE[item.room] ?? { rooms: [] };
      const target = roomOf(item.target);
      if (!isOwn(item) || target === item.room) return false;
      return !(rooms.includes(target) || (item.typeOnly && types.includes(target)));
    });
    expect(strays.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it("has no stale room in a row", () => {
    const stale = Object.entries(HOUSE).flatMap(([room, { rooms, types = [] }]) =>
      [...rooms, ...types]
        .filter(
          (target) => !imports.some((item) => item.room === room && roomOf(item.target) === target),
        )
        .map((target) => `${room}: ${target}`),
    );
    expect(stale).toEqual([]);
  });

  it("lets only its owner import a package", () => {
    const strays = imports.filter((item) => {
      if (!isPackage(item)) return false;
      return !(HOUSE[item.room]?.owns ?? []).some((owned) => matches(owned, item.target));
    });
    expect(strays.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it("has no stale package in a row, and no package with two owners", () => {
    const owned = Object.entries(HOUSE).flatMap(([room, { owns = [] }]) =>
      owns.map((name) => [name, room] as const),
    );
    const stale = owned.filter(
      ([name, room]) => !imports.some((item) => item.room === room && matches(name, item.target)),
    );
    expect(stale).toEqual([]);
    expect(new Set(owned.map(([name]) => name)).size).toBe(owned.length);
  });

  it("keeps Node's own modules in the terminal", () => {
    const strays = imports.filter(
      ({ room, target }) => target.startsWith("node:") && room !== "cli",
    );
    expect(strays.map(({ file, target }) => `${file} imports ${target}`)).toEqual([]);
  });

  it("has no cycle between files", () => {
    const edges = new Map<string, string[]>();
    for (const { file, target, typeOnly } of imports) {
      if (!typeOnly && files.includes(target))
        edges.set(file, [...(edges.get(file) ?? []), target]);
    }
    const done = new Set<string>();
    const cycles: string[] = [];
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) {
        cycles.push([...path.slice(path.indexOf(file)), file].join(" → "));
        return;
      }
      if (done.has(file)) return;
      for (const next of edges.get(file) ?? []) walk(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) walk(file, []);
    expect(cycles).toEqual([]);
  });

  it("keeps the DOM out of the rooms that run in Node too", () => {
    const strays = files.filter((file) => {
      if (!WITHOUT_DOM.includes(roomOf(file))) return false;
      const source = ts.createSourceFile(
        file,
        readFileSync(join(src, file), "utf8"),
        ts.ScriptTarget.ES2022,
      );
      const asksTheDom = (node: ts.Node): boolean =>
        (ts.isPropertyAccessExpression(node) &&
          ts.isIdentifier(node.expression) &&
          ["document", "window"].includes(node.expression.text)) ||
        (ts.forEachChild(node, (child) => asksTheDom(child) || undefined) ?? false);
      return asksTheDom(source);
    });
    expect(strays).toEqual([]);
  });
});
