// What axe-core finds on a page: WCAG 2.2 at level A and AA, and axe's own good practice. Looks at the page as it stands, in each
// look that Lessonbook has: light, dark and high contrast, wide and narrow.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Frame, Page } from "@playwright/test";
import type * as Axe from "axe-core";

const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

/** The looks of a page. What depends on colours alone is looked at in each; everything else once for each width. */
const LOOKS = [
  { name: "light, wide", size: WIDE, media: { colorScheme: "light", contrast: "no-preference" } },
  { name: "dark, wide", size: WIDE, media: { colorScheme: "dark", contrast: "no-preference" } },
  { name: "high contrast, wide", size: WIDE, media: { colorScheme: "light", contrast: "more" } },
  {
    name: "high contrast and dark, wide",
    size: WIDE,
    media: { colorScheme: "dark", contrast: "more" },
  },
  {
    name: "light, narrow",
    size: NARROW,
    media: { colorScheme: "light", contrast: "no-preference" },
  },
  { name: "dark, narrow", size: NARROW, media: { colorScheme: "dark", contrast: "no-preference" } },
  {
    name: "high contrast, narrow",
    size: NARROW,
    media: { colorScheme: "light", contrast: "more" },
  },
] as const;

const script = readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Every violation, in words: look, rule, element and what is wrong with it. Empty when there is none.
 * @param within a CSS selector: only this part of the page is looked at
 * @param looks `widths`: only what a width can change, for a second look at a page whose colours were looked at
 */
export async function findViolations(
  page: Page,
  within = "html",
  looks: "all" | "widths" = "all",
): Promise<readonly string[]> {
  const found: string[] = [];
  const before = page.viewportSize();
  for (const [at, { name, size, media }] of LOOKS.entries()) {
    const isNewWidth = LOOKS[at - 1]?.size !== size;
    if (looks === "widths" && !isNewWidth) continue;
    await page.setViewportSize(size);
    await page.emulateMedia({ ...media, reducedMotion: "reduce" });
    await page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
    );
    const violations = await runAxe(page, within, isNewWidth ? undefined : ["color-contrast"]);
    found.push(...violations.map((words) => `${name}: ${words}`));
  }
  if (before !== null) await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null, contrast: null, reducedMotion: null });
  return found;
}

/** What axe-core finds in the document of an output's frame, which is a part of the page and needs no headings and landmarks. */
export async function findFrameViolations(frame: Frame): Promise<readonly string[]> {
  return runAxe(frame, "html", undefined, ["region", "landmark-one-main", "page-has-heading-one"]);
}

/** Runs axe-core in the page; a page's own policy does not keep it out, since it is not loaded by the page. */
async function runAxe(
  page: Page | Frame,
  within: string,
  rules: string[] | undefined,
  without: readonly string[] = [],
): Promise<readonly string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(await script);
  return page.evaluate(
    async ({ within, rules, without }) => {
      const { axe } = globalThis as unknown as { axe: typeof Axe };
      const results = await axe.run(within, {
        resultTypes: ["violations"],
        // Of WCAG 2.2 and off unless asked for: 24 px to press, or room around.
        ...(rules === undefined
          ? {
              rules: {
                "target-size": { enabled: true },
                ...Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
              },
            }
          : { runOnly: rules }),
      });
      return results.violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id} at ${node.target.join(" ")}: ${node.failureSummary ?? ""}`),
      );
    },
    { within, rules, without },
  );
}
