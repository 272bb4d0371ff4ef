// Attachments of text cells: added, renamed and taken out, with the text that shows them.
import { describe, expect, it } from "vitest";
import {
  attach,
  attachmentsOf,
  countUses,
  removeAttachment,
  renameAttachment,
  renameProblem,
} from "../../../src/nbformat/attachments.ts";
import { code, md } from "../../support/builders.ts";

const dot = { name: "my plot (1).png", mime: "image/png", data: "AAAA" };

describe("attach", () => {
  it("adds a picture and the Markdown that shows it, in a paragraph of its own at the end", () => {
    expect(attach(md("Words."), [dot])).toEqual({
      source: "Words.\n\n![my-plot-1-.png](attachment:my-plot-1-.png)",
      attachments: { "my-plot-1-.png": { "image/png": "AAAA" } },
      end: 52,
    });
    expect(attach(md(""), [dot]).source).toBe("![my-plot-1-.png](attachment:my-plot-1-.png)");
  });

  it("stands where the cursor is, and never takes a name that is taken", () => {
    const first = attach(md("ab"), [{ ...dot, name: "a.png" }], 1);
    expect(first.source).toBe("a![a.png](attachment:a.png)b");
    const cell = { ...md(first.source), attachments: first.attachments };
    const next = attach(
      cell,
      [
        { ...dot, name: "a.png", data: "BBBB" },
        { ...dot, name: "%%" },
      ],
      0,
    );
    expect(Object.keys(next.attachments)).toEqual(["a.png", "a-1.png", "picture"]);
    expect(next.attachments["a.png"]).toEqual({ "image/png": "AAAA" });
  });
});

describe("renaming", () => {
  const cell = {
    ...md("![x](attachment:a%20b.png) and ![y](attachment:a.png)"),
    attachments: { "a b.png": { "image/png": "1" }, "a.png": { "image/png": "2" } },
  };

  it("goes for the text too, however it spells the name, and keeps order and the others", () => {
    const { source, attachments } = renameAttachment(cell, "a b.png", "new (1).png");
    expect(source).toBe("![x](attachment:new%20%281%29.png) and ![y](attachment:a.png)");
    expect(Object.keys(attachments)).toEqual(["new (1).png", "a.png"]);
    expect(countUses(source, "new (1).png")).toBe(1);
  });

  it("refuses names that are taken or empty", () => {
    expect(renameProblem(cell, "a b.png", "a.png")).toContain("already");
    expect(renameProblem(cell, "a b.png", "")).toBe("Type a name.");
    expect(renameProblem(cell, "a.png", "a.png")).toBeUndefined();
  });

  it("takes a picture out and leaves the text", () => {
    expect(removeAttachment(cell, "a.png")).toEqual({
      source: cell.source,
      attachments: { "a b.png": { "image/png": "1" } },
    });
    expect(attachmentsOf(code("1"))).toEqual({});
  });
});
