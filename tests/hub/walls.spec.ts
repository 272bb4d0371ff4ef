// Who is let in on a real hub: a learner on their own server alone, and no call without the page's XSRF token.
import type { Page } from "@playwright/test";
import { WebSocket } from "ws";
import { code } from "../support/builders.ts";
import { expect, logIn, notebookOf, openWith, test } from "./hub-page.ts";

test("a learner is refused on another's server: page, API and websocket", async ({
  page,
  hub,
  browser,
}) => {
  await openWith(page, hub, "dora", "private.ipynb", [code("'secret'", { id: "a" })]);
  const own = page.url();
  const api = `${hub.url}user/dora/`;
  const kernels = await callFromPage(page, "api/kernels");
  const [kernel] = JSON.parse(kernels.text) as readonly { readonly id: string }[];
  if (kernel === undefined) throw new Error("dora has no kernel");
  const socket = `${api.replace("http", "ws")}api/kernels/${kernel.id}/channels`;
  expect(await openSocket(socket, await cookiesOf(page, api))).toBe("open");

  const other = await browser.newContext();
  const evan = await other.newPage();
  await logIn(evan, hub, "evan");
  const answer = await evan.goto(own);
  expect(answer?.status()).toBe(403);
  await expect(evan.getByText("secret")).toHaveCount(0);
  for (const path of ["api/contents/private.ipynb", "lessonbook/api/contents/private.ipynb"]) {
    const refused = await other.request.get(api + path, { maxRedirects: 0 });
    expect([302, 403]).toContain(refused.status());
    expect(await refused.text()).not.toContain("secret");
  }
  expect(await openSocket(socket, await cookiesOf(evan, api))).toBe(403);
  await other.close();
});

test("every call of the page carries the XSRF token", async ({ page, hub }) => {
  const calls: { readonly path: string; readonly token: string | undefined }[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (!["fetch", "xhr"].includes(request.resourceType())) return;
    if (pathname.startsWith("/user/fay/lessonbook/static/")) return;
    calls.push({ path: pathname, token: request.headers()["x-xsrftoken"] });
  });
  await openWith(page, hub, "fay", "calls.ipynb", [code("1", { id: "a" })]);
  await page.locator('[data-cell-id="a"] [data-command="cell.run"]').click();
  await expect(page.locator('[data-cell-id="a"] [data-part="output"]')).toHaveText("1");
  await expect(notebookOf(page)).toHaveAttribute("data-saved", "saved");
  await page.goto(`${hub.url}user/fay/lessonbook/class`);
  await expect(page.locator('main[data-lessonbook="class"]')).toHaveAttribute("data-ready", "true");
  expect(calls.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      "/user/fay/lessonbook/api/contents/calls.ipynb",
      "/user/fay/api/sessions",
      "/user/fay/lessonbook/api/class",
    ]),
  );
  expect(calls.filter(({ token }) => token === undefined || token === "")).toEqual([]);
});

test("no call is answered without it, though the login cookie comes along", async ({
  page,
  hub,
}) => {
  await openWith(page, hub, "gus", "calls.ipynb", [code("1", { id: "a" })]);
  const routes = [
    ["GET", "lessonbook/api/contents/calls.ipynb"],
    ["PUT", "lessonbook/api/contents/calls.ipynb"],
    ["GET", "lessonbook/api/checkpoints/calls.ipynb"],
    ["GET", "lessonbook/api/trash"],
    ["GET", "lessonbook/api/class"],
    ["POST", "lessonbook/api/class/run"],
    ["PUT", "lessonbook/api/class/marks"],
    ["GET", "api/contents/calls.ipynb"],
  ] as const;
  for (const [method, path] of routes) {
    const { status, text } = await callFromPage(page, path, method, false);
    expect(`${method} ${path} ${status}`).toBe(`${method} ${path} 403`);
    expect(text).not.toContain('"cells"');
  }
  expect((await callFromPage(page, "lessonbook/api/contents/calls.ipynb")).status).toBe(200);
});

/** Makes a call as a script in the page would, with its cookies. */
async function callFromPage(
  page: Page,
  path: string,
  method = "GET",
  withToken = true,
): Promise<{ readonly status: number; readonly text: string }> {
  return page.evaluate(
    async ({ path, method, withToken }) => {
      const base = /^\/user\/[^/]+\//.exec(location.pathname)?.[0] ?? "/";
      const xsrf = /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "";
      const answer = await fetch(base + path, {
        method,
        headers: withToken ? { "X-XSRFToken": decodeURIComponent(xsrf) } : {},
        ...(method === "GET" ? {} : { body: "{}" }),
      });
      return { status: answer.status, text: await answer.text() };
    },
    { path, method, withToken },
  );
}

async function cookiesOf(page: Page, url: string): Promise<string> {
  const cookies = await page.context().cookies(url);
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** Opens a kernel's websocket with these cookies, from the hub's own origin; gives the status when it is refused. */
function openSocket(url: string, cookie: string): Promise<"open" | number> {
  const { origin } = new URL(url.replace("ws", "http"));
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers: { cookie, origin } });
    socket.on("open", () => {
      socket.close();
      resolve("open");
    });
    socket.on("unexpected-response", (_, answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    socket.on("error", reject);
  });
}
