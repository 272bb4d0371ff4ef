// The page of files put together for one server. A lazy chunk.
import type { Server } from "../execution/ports.ts";
import { openFilesPage } from "../files/page.ts";
import { connectFiles } from "../jupyter/files.ts";
import { makeCodeBlock } from "../outputs/code-block.ts";
import { renderMarkdown } from "../outputs/markdown.ts";
import { logOut } from "./log-out.ts";
import { encodePath, filesIn, pageUrl, readXsrf, type PageConfig } from "./page-config.ts";
import { recovery } from "./wake.ts";

/** Shows the file or folder of the page's address. Rejects with `ServerError` when it cannot be read. */
export async function showFilesPage(config: PageConfig, server: Server): Promise<void> {
  const { baseUrl, terminals } = config;
  const files = connectFiles({ ...config, readXsrf }, server.contents);
  const root = new URL(pageUrl(config, "tree", ""), location.href).href;
  await openFilesPage({
    files,
    server,
    path: config.path,
    urls: {
      tree: (path) => pageUrl(config, "tree", path),
      notebook: (path) => pageUrl(config, "notebooks", path),
      raw: (path) => `${baseUrl}files/${encodePath(path)}`,
      class: `${baseUrl}lessonbook/class`,
      pathOf: (address) => {
        const { origin, pathname } = new URL(address);
        const here = origin + pathname;
        if (here !== root && !here.startsWith(`${root}/`)) return undefined;
        const parts = here.slice(root.length).split("/");
        return parts
          .filter((part) => part !== "")
          .map(decodeURIComponent)
          .join("/");
      },
    },
    renderMarkdown: (el, source, folder) =>
      renderMarkdown(el, source, { files: filesIn(config, folder) }),
    makeCode: makeCodeBlock,
    logOut: () => logOut(config),
    onWake: (listener) => recovery.onWake(listener),
    ...(terminals !== "" && { openTerminal }),
  });

  async function openTerminal(): Promise<void> {
    if (terminals === "lab") {
      open(`${baseUrl}lab`, "_blank");
      return;
    }
    // The window is opened by the press itself, or the browser takes it for an advertisement.
    const window = open("", "_blank");
    try {
      const address = `${baseUrl}terminals/${encodeURIComponent(await files.startTerminal())}`;
      if (window !== null) window.location.href = address;
    } catch (error) {
      window?.close();
      throw error;
    }
  }
}
