// tests/fixtures/render/xss.txt in a real browser: whatever goes through the gate, nothing runs, nothing loads,
// nothing poses as the page's own. The rules are stated here anew, not read from the sanitiser.
import { expect, test, type Page } from "@playwright/test";
import { hostileCases, type RenderCase } from "../support/render-cases.ts";
import { openRooms, origin } from "./rooms-page.ts";

interface Case extends RenderCase {
  readonly looks?: boolean;
}

const cases: readonly Case[] = hostileCases();

test.describe("hostile content", () => {
  let page: Page;
  let asked: readonly string[];

  test.beforeAll(async ({ browser }) => {
    page = await browser.newPage();
    asked = await openRooms(page);
  });

  test.afterAll(async () => {
    await page.close();
  });

  test("there are at least sixty cases, each with a name of its own", () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    expect(cases.length).toBeGreaterThanOrEqual(60);
  });

  test("the page would run and load what is put in unsafely", async () => {
    const probe = await page.evaluate(async () => {
      const el = document.createElement("div");
      document.body.append(el);
      const fired = new Promise((resolve) => {
        Object.assign(globalThis, { probe: resolve });
      });
      el.innerHTML = '<img src="https://evil.test/probe.png" onerror="probe(true)">';
      const answer = await fired;
      el.remove();
      return answer;
    });
    expect(probe).toBe(true);
    expect(asked).toContain("https://evil.test/probe.png");
  });

  // HTML goes through both of the gate's ways: as part of Markdown, and as an output that keeps its looks.
  const ways = cases.flatMap((one) =>
    one.name.startsWith("markdown") ? [one] : [one, { ...one, looks: true }],
  );
  for (const { name, input, claims, looks = false } of ways) {
    test(`${name}${looks ? ", as an output," : ""} is harmless`, async () => {
      const before = asked.length;
      const problems = await page.evaluate(showAndInspect, {
        input,
        isMarkdown: name.startsWith("markdown"),
        looks,
      });
      expect(problems).toEqual([]);
      const place = page.locator("#rooms-place");
      for (const claim of claims) {
        const [kind, ...rest] = claim.split(" ");
        const what = rest.join(" ");
        if (kind === "text") await expect(place).toContainText(what);
        else if (kind === "has") await expect(place.locator(what).first()).toBeAttached();
        else if (kind === "no") await expect(place.locator(what)).toHaveCount(0);
        else throw new RangeError(`unknown claim "${claim}"`);
      }
      expect(asked.slice(before)).toEqual([]);
      expect(page.url()).toBe(`${origin}/page`);
    });
  }
});

/** Runs in the page: shows the input, touches every element, gives what breaks a rule. */
async function showAndInspect({
  input,
  isMarkdown,
  looks,
}: {
  input: string;
  isMarkdown: boolean;
  looks: boolean;
}): Promise<string[]> {
  const place = document.getElementById("rooms-place");
  if (place === null) return ["the page lost its own element"];
  place.className = "";
  if (isMarkdown) {
    rooms.renderMarkdown(place, input, {
      attachments: { "evil.html": { "text/html": "<script>window.ran = 1</script>" } },
    });
  } else place.replaceChildren(rooms.sanitiseHtml(input, { looks }));
  await settled(place);

  const problems: string[] = [];
  for (const el of place.querySelectorAll("*")) {
    const isOurs = el.closest(".lb-math, .lb-callout-title > svg") !== null;
    const box = el.tagName === "INPUT" && el.matches('[type="checkbox"]:disabled');
    if (!isOurs && !box && (el.namespaceURI !== "http://www.w3.org/1999/xhtml" || isForbidden(el)))
      problems.push(`element ${el.tagName}`);
    for (const { name, value } of el.attributes) {
      if (!isAllowed(el, name, value, isOurs)) problems.push(`${el.tagName} ${name}="${value}"`);
    }
    if (el.shadowRoot !== null) problems.push(`${el.tagName} has a shadow`);
  }
  touch(place);
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  if ("ran" in globalThis) problems.push("a script ran");
  if (typeof document.cookie !== "string" || !(document.body instanceof HTMLElement))
    problems.push("the document's own names are hidden");
  if (document.title !== "Rooms") problems.push("the title changed");
  return problems;

  async function settled(el: Element): Promise<void> {
    const isOpen = () =>
      [...el.querySelectorAll(".lb-math")].some(
        (math) => math.querySelector(".katex") === null && !math.hasAttribute("data-failed"),
      );
    while (isOpen()) await new Promise(requestAnimationFrame);
  }

  function isForbidden(el: Element): boolean {
    return /^(?:script|style|link|meta|base|i?frame|frameset|object|embed|applet|form|input|button|textarea|select|option|template|noscript|video|audio|source|track|dialog|map|area|title|svg|math|picture|portal|marquee|plaintext|xmp)$/i.test(
      el.tagName,
    );
  }

  function isAllowed(el: Element, name: string, value: string, isOurs: boolean): boolean {
    if (name === "href") {
      const url = new URL(value, location.href);
      const isLocal = value.startsWith("#") && value.startsWith("#user-content-");
      return !isOurs && (isLocal || ["http:", "https:", "mailto:"].includes(url.protocol));
    }
    if (name === "src") return /^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,]/.test(value);
    if (name === "style" && looks)
      return value.split(";").every((part) => {
        const [property = "", what = ""] = part.split(":").map((word) => word.trim());
        const canOnlyLook =
          /^(?:color|background-color|font-\w+|text-[\w-]+|vertical-align|white-space|border(?!-image)[\w-]*|padding[\w-]*|(?:max-)?width|height|list-style[\w-]*)$/;
        return (
          canOnlyLook.test(property) && !/url|var\(|attr|image|expression|[@\\<>{}]/i.test(what)
        );
      });
    if (name.startsWith("on") || /^(?:xlink:href|srcset|background|ping|poster|form)/.test(name))
      return false;
    if (isOurs) return true;
    if (name === "id") return value.startsWith("user-content-");
    if (name === "tabindex")
      return value === "-1"
        ? /^H[1-6]$/.test(el.tagName)
        : value === "0" && el.matches(".lb-code-block, .lb-table-box");
    if (name === "role") return value === "note" && el.matches(".lb-callout");
    if (name === "class")
      return value
        .split(" ")
        .every((word) =>
          /^lb-(?:task|task-list|callout|callout-title|code-block|table-box|notice|remote-image|tok-\w+)$/.test(
            word,
          ),
        );
    if (name === "target") return el.getAttribute("rel") === "noopener noreferrer";
    if (name === "type") return el.matches("ol, input");
    return /^(?:align|valign|alt|checked|colspan|data-callout|datetime|dir|disabled|height|lang|max|open|rel|reversed|rowspan|scope|span|start|title|value|width)$/.test(
      name,
    );
  }

  /** Handlers that wait for a person get their events; links are held back from leaving. */
  function touch(el: Element): void {
    const hold = (event: Event) => event.preventDefault();
    el.addEventListener("click", hold, true);
    for (const child of el.querySelectorAll("*"))
      for (const type of ["pointerover", "mouseover", "focus", "click", "input", "animationend"])
        child.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
    el.removeEventListener("click", hold, true);
  }
}
