// tests/fixtures/render on the real page: each case is an output of a notebook from elsewhere, and shows what its format says.
import type { Frame, Locator } from "@playwright/test";
import { standardRenderers } from "../../src/outputs/renderers.ts";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import { code, nb, withMetadata } from "../support/builders.ts";
import { outputCases, renderFolders, type OutputCase } from "../support/render-cases.ts";
import { expect, test, type NotebookPage } from "./notebook-page.ts";

// A trace takes a picture of the page at each step, and some of these pages are made to be hard on whoever does.
test.use({ trace: "off" });

test("every renderer has its folder of cases, usual and hostile", () => {
  const names = [...standardRenderers.map(({ name }) => name), "stream"];
  expect(renderFolders().toSorted()).toEqual(names.toSorted());
});

for (const folder of renderFolders()) {
  const cases = outputCases(folder);
  for (const isTrusted of [false, true]) {
    const these = cases.filter((one) => one.isTrusted === isTrusted);
    if (these.length === 0) continue;
    test(`${folder}${isTrusted ? ", trusted" : ""}: ${these.length} cases`, async ({
      notebook,
    }) => {
      test.setTimeout(120_000);
      await showCases(notebook, folder, these);
    });
  }
}

async function showCases(
  notebook: NotebookPage,
  folder: string,
  cases: readonly OutputCase[],
): Promise<void> {
  const { page, server } = notebook;
  // What the policies refuse does not come as far as this.
  const asked: string[] = [];
  await page.route(
    (url) => /^(?:http|ws)/.test(url.protocol) && !url.href.startsWith(server.url),
    (route) => {
      asked.push(route.request().url());
      return route.abort();
    },
  );
  const path = `render/${folder}-${String(cases[0]?.isTrusted)}.ipynb`;
  const cells = cases.map(({ output }, at) =>
    code(`# ${at}`, { id: `case-${at}`, outputs: [output] }),
  );
  const models = cases.flatMap(({ widgets }) => (widgets === undefined ? [] : [widgets]));
  const type = "application/vnd.jupyter.widget-state+json";
  const states = models.map((model) => (model[type] as { state: object }).state);
  const widgets = {
    [type]: {
      version_major: 2,
      version_minor: 0,
      state: Object.fromEntries(states.flatMap(Object.entries)),
    },
  };
  await notebook.write(
    path,
    serialiseNotebook(withMetadata(nb(...cells), models.length === 0 ? {} : { widgets })),
  );
  await notebook.goto(path);
  await expect(notebook.main).toHaveAttribute("data-ready", "true", { timeout: 30_000 });
  if (cases[0]?.isTrusted === true) {
    await page.getByRole("button", { name: "Trust this notebook", exact: true }).first().click();
    await expect(notebook.main).toHaveAttribute("data-trusted", "true");
  }
  const before = { url: page.url(), title: await page.title() };
  for (const [at, { name, claims }] of cases.entries()) {
    await test.step(name, async () => {
      const cell = notebook.cell(`case-${at}`);
      await cell.scrollIntoViewIfNeeded();
      const place = notebook.output(`case-${at}`);
      await expect.soft(place.locator("[data-mime]").first(), name).toBeAttached();
      for (const claim of claims) await check(name, claim, place);
      expect.soft(await outside(cell), `${name}: lies outside its cell`).toEqual([]);
    });
  }
  expect({ url: page.url(), title: await page.title() }).toEqual(before);
  expect(asked).toEqual([]);
  expect(await page.evaluate(() => "ran" in globalThis)).toBe(false);
  for (const frame of page.frames().slice(1)) expect(await hasRun(frame)).toBe(false);
  // The page answers.
  await notebook.select("case-0");
  await expect(notebook.cell("case-0")).toHaveAttribute("data-active", "command");
}

async function check(name: string, claim: string, place: Locator): Promise<void> {
  const said = `${name}: ${claim}`;
  const isInFrame = claim.startsWith("frame ");
  const where = isInFrame ? place.frameLocator("iframe").locator("body") : place;
  const [kind = "", ...rest] = (isInFrame ? claim.slice(6) : claim).split(" ");
  const words = rest.join(" ");
  // What frames above have grown to may have pushed it away.
  if (isInFrame) await place.scrollIntoViewIfNeeded();
  const softly = expect.soft;
  switch (kind) {
    case "text":
      return softly(where, said).toContainText(words);
    case "not":
      return softly(where, said).not.toContainText(words);
    case "line":
      return softly.poll(() => linesOf(where), { message: said }).toContain(words);
    case "has":
      return softly(where.locator(words).first(), said).toBeAttached();
    case "no":
      return softly(where.locator(words), said).toHaveCount(0);
    case "count":
      return softly(where.locator(rest.slice(1).join(" ")), said).toHaveCount(Number(rest[0]));
    case "mime":
      return softly(place.locator("[data-mime]").last(), said).toHaveAttribute("data-mime", words);
    case "open":
      return where.getByText(words).first().click();
    case "is":
    case "looks": {
      const [, property = "", selector = "", value] = /^(\S+) (.+) = (.+)$/.exec(words) ?? [];
      const look = (): Promise<string> =>
        where
          .locator(selector)
          .first()
          .evaluate(propertyOf, { property, isLook: kind === "looks" });
      return softly.poll(look, { message: said }).toBe(value);
    }
    default:
      throw new RangeError(`"${said}" is nothing that can be asked for`);
  }
}

function propertyOf(
  el: Element,
  { property, isLook }: { property: string; isLook: boolean },
): string {
  const from: object = isLook ? getComputedStyle(el) : el;
  return String((from as Record<string, unknown>)[property]);
}

/** The lines as one sees them, and as the text has them. */
async function linesOf(where: Locator): Promise<readonly string[]> {
  return where.evaluate((el) =>
    [(el as HTMLElement).innerText, el.textContent].flatMap((text) => text.split("\n")),
  );
}

/** What of a cell's output can be seen beside or above its cell. */
async function outside(cell: Locator): Promise<readonly string[]> {
  return cell.evaluate((el) => {
    const box = el.getBoundingClientRect();
    const found: string[] = [];
    const open = [...el.querySelectorAll('[data-part="output"] > *')];
    // What is inside of something that clips cannot be seen elsewhere.
    for (let part = open.pop(); part !== undefined && found.length < 5; part = open.pop()) {
      const { left, right, top, width, height } = part.getBoundingClientRect();
      const isSeen = width > 0 && height > 0;
      if (isSeen && (left < box.left - 1 || right > box.right + 1 || top < box.top - 1))
        found.push(part.outerHTML.slice(0, 100));
      if (getComputedStyle(part).overflowX === "visible") open.push(...part.children);
    }
    return found;
  });
}

/** Whether a script of the case ran in its frame without trust. */
async function hasRun(frame: Frame): Promise<boolean> {
  return frame.evaluate(() => "ran" in globalThis).catch(() => false);
}
