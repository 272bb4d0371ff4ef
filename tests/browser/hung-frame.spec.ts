// A script of an output that never ends holds its own frame, and nothing else.
import { code } from "../support/builders.ts";
import { expect, test } from "./notebook-page.ts";

// A trace takes pictures of all frames, and would wait for the one that hangs.
test.use({ trace: "off" });

test("the page answers beside a frame that hangs", async ({ notebook, page }) => {
  const hangs =
    "<p>hello</p><script>addEventListener('message', (event) => { if (event.data === 'hang') { console.debug('hangs'); for (;;); } })</script>";
  await notebook.open("hangs.ipynb", [
    code(`from IPython.display import HTML\nHTML(${JSON.stringify(hangs)})`, { id: "hangs" }),
    code("print('still', 'here')", { id: "next" }),
  ]);
  await notebook.kernelReady();
  await notebook.select("hangs");
  await notebook.press("Control+Enter");
  const frame = page.frameLocator("iframe").locator("body");
  await expect(frame).toContainText("hello");
  // Its last word before a loop without an end.
  const hung = page.waitForEvent("console", (message) => message.text() === "hangs");
  await page.evaluate(() =>
    document.querySelector("iframe")?.contentWindow?.postMessage("hang", "*"),
  );
  await hung;
  await notebook.select("next");
  await notebook.press("Control+Enter");
  await expect(notebook.output("next")).toHaveText("still here");
});
