// Markdown and outputs as elements, in a real browser without server or kernel.
import { expect, test, type Page } from "@playwright/test";
import type { Output } from "../../src/nbformat/types.ts";
import { openRooms } from "./rooms-page.ts";

let page: Page;

test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await openRooms(page);
});

test.beforeEach(async () => {
  await page.evaluate(() => {
    document.body.innerHTML = '<main id="rooms-place"></main>';
    document.title = "Rooms";
  });
});

test.afterAll(async () => {
  await page.close();
});

const place = () => page.locator("#rooms-place");

async function showMarkdown(source: string): Promise<void> {
  await page.evaluate((text) => {
    const el = document.querySelector<HTMLElement>("#rooms-place");
    if (el !== null) rooms.renderMarkdown(el, text);
  }, source);
}

/** Shows each list of outputs after the one before, in one element. */
async function showOutputs(...steps: readonly (readonly Output[])[]): Promise<void> {
  // As text: Playwright's own type of what may cross is too deep for outputs.
  await page.evaluate((text) => {
    const lists = JSON.parse(text) as readonly (readonly Output[])[];
    const el = document.querySelector<HTMLElement>("#rooms-place");
    if (el === null) return;
    const render = rooms.makeOutputRenderer(rooms.standardRenderers);
    for (const outputs of lists) render(el, outputs, new AbortController().signal);
  }, JSON.stringify(steps));
}

const stdout = (text: string): Output => ({ output_type: "stream", name: "stdout", text });
const display = (data: Record<string, string>): Output => ({
  output_type: "display_data",
  data,
  metadata: {},
});

test.describe("Markdown", () => {
  test("a link in Jupyter's spelling leads to the heading", async () => {
    await showMarkdown("[go](#The-rule!)\n\n# The rule");
    await place().getByRole("link", { name: "go" }).click();
    await expect(page.locator("h1:target")).toHaveText("The rule");
  });

  for (const [marker, word] of [
    ["NOTE", "Note"],
    ["TIP", "Tip"],
    ["IMPORTANT", "Rule"],
    ["WARNING", "Warning"],
    ["CAUTION", "Caution"],
  ] as const) {
    test(`${marker} becomes a callout that says ${word}`, async () => {
      await showMarkdown(`> [!${marker}]\n> Words of *weight*.\n>\n> - more`);
      const callout = place().locator(`aside[data-callout="${marker.toLowerCase()}"]`);
      await expect(callout.locator(".lb-callout-title")).toHaveText(word);
      await expect(callout).toContainText("Words of weight.");
      await expect(callout.locator("li")).toHaveText("more");
      await expect(callout).not.toContainText("[!");
    });
  }

  test("an ordinary quotation stays one", async () => {
    await showMarkdown("> [!OTHER]\n> text\n\n> [!NOTE] text");
    await expect(place().locator("blockquote")).toHaveCount(2);
  });

  test("task items are checkboxes with their words as label", async () => {
    await showMarkdown("- [x] done **now**\n- [ ] open\n- [link] none\n");
    await expect(place().getByRole("checkbox", { name: "done now" })).toBeChecked();
    await expect(place().getByRole("checkbox", { name: "open" })).not.toBeChecked();
    await expect(place().getByRole("checkbox")).toHaveCount(2);
  });

  test("a wide table scrolls in its box and the page does not", async () => {
    await showMarkdown(`|${"long header |".repeat(60)}\n|${"--|".repeat(60)}\n|${"x|".repeat(60)}`);
    const sizes = await page.evaluate(() => {
      const box = document.querySelector(".lb-table-box");
      return {
        inside: (box?.scrollWidth ?? 0) > (box?.clientWidth ?? 0),
        page: document.documentElement.scrollWidth <= innerWidth,
      };
    });
    expect(sizes).toEqual({ inside: true, page: true });
  });

  test("formulas read as TeX and are set when the setter has come", async () => {
    await showMarkdown("so $x^2$ holds, not $\\frac{$");
    await expect(place().locator(".lb-math .katex-mathml")).toHaveCount(1);
    await expect(place().locator(".lb-math[data-failed]")).toHaveText("\\frac{");
  });

  test("Python is coloured, stated output stands under its word", async () => {
    await showMarkdown("```python\nawait f()\n```\n\n```output\n1 s\n```");
    await expect(place().locator("pre").first().locator(".lb-tok-keyword")).toHaveText("await");
    await expect(place().locator("figure")).toContainText("Expected output");
    await expect(place().locator("figure pre")).toHaveText("1 s");
  });

  test("collapsed parts open", async () => {
    await showMarkdown("<details><summary>Show</summary>\n\nthe **answer**\n\n</details>");
    await place().getByText("Show").click();
    await expect(place().locator("details strong")).toBeVisible();
  });

  test("text that is too long says so", async () => {
    await showMarkdown("word ".repeat(50_000));
    await expect(place().locator(".lb-notice")).toContainText("too long");
  });
});

test.describe("outputs", () => {
  test("carry their MIME type and keep their order", async () => {
    await showOutputs([
      stdout("a"),
      { output_type: "stream", name: "stderr", text: "b" },
      display({ "text/plain": "plain", "text/html": "<b>rich</b>" }),
      { output_type: "error", ename: "ValueError", evalue: "no", traceback: ["way", "there"] },
    ]);
    const mimes = await place()
      .locator("[data-mime]")
      .evaluateAll((els) => els.map((el) => el.getAttribute("data-mime")));
    expect(mimes).toEqual([
      "application/vnd.jupyter.stdout",
      "application/vnd.jupyter.stderr",
      "text/html",
      "application/vnd.jupyter.error",
    ]);
  });

  test("a stream that grows keeps its element and what was selected in it", async () => {
    const kept = await page.evaluate(() => {
      const el = document.querySelector<HTMLElement>("#rooms-place");
      if (el === null) return [];
      const render = rooms.makeOutputRenderer(rooms.standardRenderers);
      const signal = new AbortController().signal;
      const stream = (text: string) => ({ output_type: "stream", name: "stdout", text }) as const;
      const other = {
        output_type: "display_data",
        data: { "text/plain": "x" },
        metadata: {},
      } as const;
      let text = "first line\n";
      render(el, [other, stream(text)], signal);
      const output = el.children[1];
      const line = output?.querySelector("span")?.firstChild;
      const still = el.children[0];
      let changed = 0;
      const watch = new MutationObserver((records) => {
        changed += records.filter(({ type }) => type === "childList").length;
      });
      for (let turn = 0; turn < 2000; turn++) {
        text += `\u001b[3${turn % 8}mline ${turn}\u001b[0m\n`;
        if (turn === 1000) watch.observe(el, { childList: true, subtree: true });
        render(el, [other, stream(text)], signal);
      }
      changed += watch.takeRecords().length;
      return [
        output === el.children[1],
        line?.isConnected,
        still === el.children[0],
        changed < 1000 * 8,
        output?.textContent.startsWith("first line\nline 0\n"),
        output?.textContent.endsWith("line 1999\n"),
      ];
    });
    expect(kept).toEqual([true, true, true, true, true, true]);
  });

  test("a stream that was replaced starts anew", async () => {
    await showOutputs([stdout("step 1\n")], [stdout("step 2\n")]);
    await expect(place()).toHaveText("step 2");
  });

  test("cleared outputs leave nothing behind", async () => {
    await showOutputs([stdout("a"), stdout("b")], []);
    await expect(place()).toBeEmpty();
  });

  test("an endless print keeps the first and the last of it and says what is missing", async () => {
    await showOutputs([
      stdout(Array.from({ length: 200_000 }, (_, line) => `line ${line}`).join("\n")),
    ]);
    await expect(place()).toContainText("line 0");
    await expect(place()).toContainText("line 199999");
    await expect(place().locator(".lb-notice")).toContainText("characters in between");
    expect(await place().evaluate((el) => el.textContent.length)).toBeLessThan(800_000);
  });

  test("colours carry over parts that come one by one", async () => {
    await showOutputs(
      [stdout("\u001b[31mre")],
      [stdout("\u001b[31mred")],
      [stdout("\u001b[31mred\u001b[0m.")],
    );
    await expect(place().locator(".lb-ansi-red")).toHaveText("red");
    await expect(place()).toHaveText("red.");
  });

  test("an address in printed text is a link", async () => {
    await showOutputs([stdout("see https://docs.python.org/3/.")]);
    const link = place().getByRole("link", { name: "https://docs.python.org/3/" });
    await expect(link).toHaveAttribute("rel", "noopener noreferrer");
  });

  test("an error says its name and message first and folds the way there", async () => {
    await showOutputs([
      {
        output_type: "error",
        ename: "TimeoutError",
        evalue: "took too long",
        traceback: ["\u001b[31mTimeoutError\u001b[0m", "Cell In[1], line 3"],
      },
    ]);
    await expect(place().locator(".lb-error-heading")).toHaveText("TimeoutError: took too long");
    await expect(place().getByText("Cell In[1], line 3")).toBeHidden();
    await place().getByText("Traceback", { exact: true }).click();
    await expect(place().getByText("Cell In[1], line 3")).toBeVisible();
  });

  test("a picture has its words and its size", async () => {
    const dot =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==\n";
    await showOutputs([
      {
        output_type: "display_data",
        data: { "image/png": dot, "text/plain": "<Figure of waits>" },
        metadata: { "image/png": { width: 40, height: 20 } },
      },
    ]);
    const picture = place().getByRole("img", { name: "<Figure of waits>" });
    await expect(picture).toHaveJSProperty("naturalWidth", 1);
    await expect(picture).toHaveAttribute("width", "40");
  });

  test("an SVG is a picture, not part of the page", async () => {
    await showOutputs([
      display({
        "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      }),
    ]);
    await expect(place().locator("img")).toHaveJSProperty("naturalWidth", 9);
    await expect(place().locator("svg")).toHaveCount(0);
  });

  test("LaTeX is set", async () => {
    await showOutputs([display({ "text/latex": "$\\displaystyle x^2$", "text/plain": "x**2" })]);
    await expect(place().locator(".katex-mathml")).toHaveCount(1);
  });

  test("JSON opens level by level, and a long list a hundred at a time", async () => {
    await showOutputs([
      {
        output_type: "display_data",
        data: { "application/json": { items: Array.from({ length: 250 }, (_, at) => at) } },
        metadata: {},
      },
    ]);
    await place().getByText("list of 250").click();
    await expect(place().locator(".lb-json-row")).toHaveCount(100);
    await place().getByRole("button", { name: "Show 100 more of 150" }).click();
    await expect(place().locator(".lb-json-row")).toHaveCount(200);
  });

  for (const [what, data, words] of [
    [
      "of a kind nobody knows",
      { "application/x-strange": "1" },
      "cannot be shown here: application/x-strange",
    ],
    ["that is damaged", { "image/png": "AAAA" }, "This picture is damaged."],
    ["that is a script", { "text/html": "<script>1</script>", "text/plain": "<Plot>" }, "<Plot>"],
    ["without data", {}, "This output is empty."],
  ] as const) {
    test(`an output ${what} says so in words`, async () => {
      await showOutputs([display(data)]);
      await expect(place()).toContainText(words);
    });
  }

  test("a renderer that throws harms its own output only", async () => {
    await page.evaluate(() => {
      const el = document.querySelector<HTMLElement>("#rooms-place");
      const bad = {
        name: "bad",
        mimeTypes: ["text/bad"],
        render: () => {
          throw new Error("The renderer broke.");
        },
      };
      const bundle = (data: Record<string, string>) =>
        ({ output_type: "display_data", data, metadata: {} }) as const;
      if (el !== null)
        rooms.makeOutputRenderer([bad, ...rooms.standardRenderers])(
          el,
          [
            bundle({ "text/bad": "", "text/plain": "still readable" }),
            bundle({ "text/plain": "next" }),
          ],
          new AbortController().signal,
        );
    });
    await expect(place()).toContainText("The renderer broke.");
    await expect(place()).toContainText("still readable");
    await expect(place()).toContainText("next");
  });
});
