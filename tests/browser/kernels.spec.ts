// The kernel over its life: another one, one that runs already, none; and kernels of other languages.
import type { Cell } from "../../src/nbformat/types.ts";
import { code } from "../support/builders.ts";
import { NotebookPage, expect, test } from "./notebook-page.ts";

test("a notebook can use a kernel that runs for another one", async ({ notebook, context }) => {
  await notebook.open("giver.ipynb", [code("secret = 'shared'", { id: "a" })]);
  await notebook.kernelReady();
  await notebook.cell("a").locator('[data-command="cell.run"]').click();
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "done");
  const taker = new NotebookPage(await context.newPage(), notebook.server);
  await taker.open("taker.ipynb", [code("secret", { id: "b" })]);
  await taker.kernelReady();
  await taker.page.locator('[data-command="kernel.choose"]').click();
  await taker.page.getByRole("button", { name: /giver\.ipynb/ }).click();
  await taker.kernelReady();
  await taker.cell("b").locator('[data-command="cell.run"]').click();
  await expect(taker.output("b")).toHaveText("'shared'");
});

test("a kernel that was shut down is said so, and the next run starts a new one", async ({
  notebook,
}) => {
  await notebook.open("shutdown.ipynb", [
    code("x = 1", { id: "a" }),
    code("'x' in globals()", { id: "b" }),
  ]);
  await notebook.kernelReady();
  await notebook.cell("a").locator('[data-command="cell.run"]').click();
  await expect(notebook.cell("a")).toHaveAttribute("data-state", "done");
  await notebook.page.getByText("Menu", { exact: true }).click();
  await notebook.page.getByRole("button", { name: "Shut the kernel down" }).click();
  await notebook.page.getByRole("button", { name: "Shut down", exact: true }).click();
  await expect(notebook.main).toHaveAttribute("data-kernel", "none");
  await notebook.cell("b").locator('[data-command="cell.run"]').click();
  await expect(notebook.output("b")).toHaveText("False");
});

test("a notebook that asks for a kernel that is not here runs on the default one, and says so", async ({
  notebook,
}) => {
  await notebook.write(
    "missing-kernel.ipynb",
    JSON.stringify({
      nbformat: 4,
      nbformat_minor: 5,
      metadata: { kernelspec: { name: "perl6", display_name: "Raku" } },
      cells: [code("1 + 1", { id: "a" })],
    }),
  );
  await notebook.goto("missing-kernel.ipynb");
  await notebook.kernelReady();
  await expect(notebook.page.getByRole("status").filter({ hasText: "perl6" })).toBeVisible();
  await notebook.cell("a").locator('[data-command="cell.run"]').click();
  await expect(notebook.output("a")).toHaveText("2");
});

test.describe("a kernel of another language", () => {
  const bash = (source: string, id: string): Cell => code(source, { id });

  async function openBash(
    notebook: NotebookPage,
    name: string,
    ...cells: readonly Cell[]
  ): Promise<void> {
    const metadata = { kernelspec: { name: "bash", display_name: "Bash", language: "bash" } };
    await notebook.write(name, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }));
    await notebook.goto(name);
    await notebook.kernelReady();
  }

  test("runs cells in order, keeps state, shows errors, and is named in the bar", async ({
    notebook,
  }) => {
    await openBash(
      notebook,
      "bash.ipynb",
      bash("x=42", "a"),
      bash("echo x is $x", "b"),
      bash("ls /no/such/place", "c"),
    );
    await expect(notebook.page.locator('[data-command="kernel.choose"]')).toContainText("Bash");
    await notebook.command("notebook.run-all");
    await expect(notebook.output("b")).toContainText("x is 42");
    await expect(notebook.output("c")).toContainText("/no/such/place");
    await expect(notebook.cell("c")).toHaveAttribute("data-state", "error");
    // What only Python has is not offered, and what this kernel cannot tell is said.
    await expect(notebook.cell("a").locator(".lb-code-timeline")).toBeHidden();
    await notebook.press("ControlOrMeta+Shift+c");
    await notebook.page.keyboard.type("what the event loop does");
    await notebook.press("Enter");
    await expect(notebook.page.locator('[data-part="tasks"]')).toContainText(
      "This kernel answers only between cells",
    );
  });

  test("is stopped, and takes the queue with it", async ({ notebook }) => {
    await openBash(
      notebook,
      "bash-stop.ipynb",
      bash("echo begun; sleep 60", "a"),
      bash("echo never", "b"),
    );
    await notebook.command("notebook.run-all");
    await expect(notebook.output("a")).toContainText("begun");
    await notebook.command("kernel.interrupt");
    await expect(notebook.cell("a")).not.toHaveAttribute("data-state", "running");
    await expect(notebook.cell("b")).toHaveAttribute("data-state", "cancelled");
  });

  test("helps when its cell has ended and says so, and what needs subshells is in no list", async ({
    notebook,
  }) => {
    await openBash(
      notebook,
      "bash-help.ipynb",
      bash("greet_somebody() { echo hello; }", "def"),
      bash("echo on; while [ ! -e go ]; do sleep 0.1; done; echo over", "busy"),
      bash("", "help"),
    );
    await notebook.command("notebook.run-all");
    await expect(notebook.output("busy")).toContainText("on");
    await notebook.select("help");
    await notebook.press("Enter");
    const editor = notebook.cell("help").locator("[contenteditable=true]");
    await expect(editor).toBeFocused();
    await notebook.page.keyboard.type("greet_some");
    await notebook.press("Shift+Tab");
    const waits = "answers when the cell has ended";
    await expect(notebook.page.locator('[data-part="tooltip"]')).toContainText(waits);
    await notebook.press("Escape", "Tab");
    await expect(notebook.page.locator('[data-part="tooltip"]')).toContainText(waits);
    await notebook.write("go", "");
    await expect(editor).toHaveText("greet_somebody");
    await expect(notebook.page.locator('[data-part="tooltip"]')).toHaveCount(0);
    await expect(notebook.output("busy")).toHaveText("on\nover\n");

    await notebook.press("Control+Shift+C");
    const dialog = notebook.page.getByRole("dialog");
    await expect(dialog.locator('[data-command="cell.run"]')).toBeVisible();
    const absent = ["cell.run-beside", "tasks.cancel", "tasks.cancel-all"];
    const isAbsent = async (attribute: string): Promise<void> => {
      for (const id of absent) {
        await expect(notebook.page.locator(`[${attribute}="${id}"]:visible`)).toHaveCount(0);
      }
    };
    await isAbsent("data-command");
    await notebook.press("Escape", "Control+Shift+H");
    await expect(dialog.locator('[data-shortcut="cell.run"]')).toBeVisible();
    await isAbsent("data-shortcut");
    await notebook.press("Escape", "Control+Comma");
    await expect(dialog.locator('[data-setting="cell.run"]')).toBeVisible();
    await isAbsent("data-setting");
    await notebook.press("Escape");
    await notebook.page.getByText("Menu", { exact: true }).click();
    await expect(notebook.page.locator('.lb-menu [data-command="cell.run"]')).toBeVisible();
    await isAbsent("data-command");
  });

  test("loses no line when the page is loaded again, and asks nothing of asyncio", async ({
    notebook,
  }) => {
    notebook.page.on("dialog", (dialog) => void dialog.accept());
    await openBash(
      notebook,
      "bash-reload.ipynb",
      bash(
        "for i in $(seq 0 49); do echo line $i; sleep 0.1; done; while [ ! -e end ]; do sleep 0.1; done",
        "a",
      ),
      bash("echo after", "b"),
    );
    await notebook.command("notebook.run-all");
    await expect(notebook.output("a")).toContainText("line 9");
    await notebook.page.reload();
    await expect(notebook.cell("a")).toHaveAttribute("data-state", "running");
    await notebook.write("end", "");
    await expect(notebook.output("b")).toHaveText("after\n");
    const lines = Array.from({ length: 50 }, (_, i) => `line ${i}\n`).join("");
    await expect(notebook.output("a")).toHaveText(lines);
  });

  test("can be chosen for a notebook, which then says so in its file", async ({ notebook }) => {
    await notebook.open("to-bash.ipynb", [code("echo $((6 * 7))", { id: "a" })]);
    await notebook.kernelReady();
    await notebook.page.locator('[data-command="kernel.choose"]').click();
    await notebook.page.getByRole("button", { name: "Bash bash", exact: true }).click();
    await notebook.kernelReady();
    await notebook.cell("a").locator('[data-command="cell.run"]').click();
    await expect(notebook.output("a")).toContainText("42");
    await notebook.press("ControlOrMeta+s");
    await expect(notebook.main).toHaveAttribute("data-saved", "saved");
    expect(await notebook.read("to-bash.ipynb")).toContain('"name": "bash"');
  });
});
