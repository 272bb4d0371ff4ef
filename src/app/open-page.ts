// Reads what the server says, opens the page that was asked for, and says it in words when that fails.
import { folderOf } from "../execution/paths.ts";
import { ServerError } from "../execution/ports.ts";
import { connectServer } from "../jupyter/server.ts";
import { NotebookFormatError } from "../nbformat/parse.ts";
import { makeElement } from "../elements.ts";
import { makeCodeBlock } from "../outputs/code-block.ts";
import { renderMarkdown } from "../outputs/markdown.ts";
import { makeOutputRenderer } from "../outputs/registry.ts";
import { standardRenderers } from "../outputs/renderers.ts";
import { openNotebookPage } from "./notebook-page.ts";
import { pageUrl, readPageConfig, readXsrf, type PageConfig } from "./page-config.ts";
import { hasServedText } from "./served-text.ts";
import { openSessionMemory } from "./session-memory.ts";
import { recovery } from "./wake.ts";

/** Opens the page that the document asks for; never rejects. */
export async function openPage(): Promise<void> {
  const config = readPageConfig(document);
  dropTokenFromAddress();
  try {
    await open(config);
  } catch (error) {
    showFailure(config, error);
    if (error instanceof NotebookFormatError) await showRawText(config);
  }
}

/** Beside the reason why a file is no notebook: what is in it. */
async function showRawText(config: PageConfig): Promise<void> {
  try {
    const { makeRawText } = await import("./refused-file.ts");
    const { contents } = connectServer({ ...config, readXsrf });
    document.querySelector("main")?.append(await makeRawText(config, contents));
  } catch {
    // The reason stands there already.
  }
}

async function open(page: PageConfig): Promise<void> {
  const { baseUrl, wsUrl, token } = page;
  const memory = openSessionMemory(page.path);
  const server = connectServer({
    baseUrl,
    wsUrl,
    token,
    readXsrf,
    recovery,
    ...(page.page === "notebook" && { clientId: memory.clientId }),
  });
  switch (page.page) {
    case "notebook":
      if (!hasServedText(document)) showOpening(page.path);
      await openNotebookPage(page, server, memory);
      return;
    case "tree":
      await (await import("./files-page.ts")).showFilesPage(page, server);
      return;
    case "class":
      await (
        await import("./class-page.ts")
      ).showClassPage(page, server.contents, {
        markdown: renderMarkdown,
        code: makeCodeBlock,
        outputs: makeOutputRenderer(standardRenderers),
      });
      return;
  }
}

/** The login cookie is set by now, and an address with a token in it gets shared, logged and bookmarked. */
function dropTokenFromAddress(): void {
  const here = new URL(location.href);
  if (!here.searchParams.has("token")) return;
  here.searchParams.delete("token");
  history.replaceState(history.state, "", here);
}

function showOpening(path: string): void {
  document.body.replaceChildren(
    makeElement(
      "main",
      {
        class: "lb-alone",
        "data-lessonbook": "notebook",
        "data-ready": "false",
        "data-kernel": "none",
      },
      makeElement("p", { role: "status" }, `Opening ${path}`),
    ),
  );
}

/** Nothing can be shown: says what is wrong and what to do. */
function showFailure(page: PageConfig, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  const known = error instanceof ServerError || error instanceof NotebookFormatError;
  const actions = makeElement("p", { class: "lb-alone-actions" });
  if (error instanceof ServerError && error.kind === "stopped" && page.hubStartUrl !== "") {
    actions.append(
      makeElement(
        "a",
        { class: "lb-button", "data-kind": "primary", href: page.hubStartUrl },
        "Start the server again",
      ),
    );
  }
  const again = makeElement(
    "button",
    { type: "button", class: "lb-button", "data-kind": "primary" },
    "Try again",
  );
  again.addEventListener("click", () => location.reload());
  actions.append(
    again,
    makeElement(
      "a",
      {
        class: "lb-button",
        "data-kind": "quiet",
        href: pageUrl(page, "tree", folderOf(page.path)),
      },
      "Show all files",
    ),
  );
  document.body.replaceChildren(
    makeElement(
      "main",
      {
        class: "lb-alone",
        "data-lessonbook": page.page,
        "data-ready": "false",
        "data-kernel": "none",
      },
      makeElement(
        "h1",
        {},
        page.page === "notebook" ? "This notebook cannot be opened" : "This page cannot be shown",
      ),
      makeElement("p", { role: "alert" }, known ? reason : `Something went wrong: ${reason}`),
      page.path === "" ? "" : makeElement("p", { class: "lb-alone-path" }, page.path),
      actions,
    ),
  );
}
