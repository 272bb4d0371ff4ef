// How the bench drives each front end: ours, JupyterLab and Notebook 7, in the same browser, each on a real Jupyter Server.
// The peers run with `expose_app_in_browser`, so that their own commands can be called as their menus do.
import type { Page } from "@playwright/test";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serialiseNotebook } from "../../src/nbformat/serialise.ts";
import type { Cell, Notebook } from "../../src/nbformat/types.ts";
import { nb, withMetadata } from "../support/builders.ts";
import { startTestServer } from "../support/server.ts";

export interface FrontEnd {
  readonly name: string;
  /** Opens a notebook of these cells and waits until its kernel is ready. */
  open(page: Page, name: string, cells: readonly Cell[]): Promise<void>;
  /** In the page: the parts that the measures look at. */
  readonly inPage: InPage;
  /** Its Jupyter Server. */
  readonly server: { readonly url: string; readonly token: string };
  stop(): Promise<void>;
}

/** Texts of functions that run in the page; `i` is a cell's place. */
export interface InPage {
  /** Runs the cell `i`. */
  readonly run: string;
  readonly runAll: string;
  readonly interrupt: string;
  /** The execution count that is drawn at cell `i`, as text; not a number while it runs. */
  readonly count: string;
  /** Puts the keyboard into the editor of cell `i`. */
  readonly edit: string;
  /** Whether proposals are in sight. */
  readonly isProposing: string;
}

const OURS: InPage = {
  run: `(i) => document.querySelectorAll('[data-cell-id]')[i].querySelector('.lb-cell-gutter .lb-button').click()`,
  runAll: `() => document.querySelector('[data-command="notebook.run-all"]').click()`,
  interrupt: `() => document.querySelector('.lb-bar [data-command="kernel.interrupt"]').click()`,
  count: `(i) => { const cell = document.querySelectorAll('[data-cell-id]')[i]; return ['running', 'queued'].includes(cell.dataset.state) ? '*' : cell.dataset.executionCount ?? ''; }`,
  edit: `(i) => document.querySelectorAll('[data-cell-id]')[i].querySelector('.lb-code-still, .cm-content').click()`,
  isProposing: `() => document.querySelector('.cm-tooltip-autocomplete li') !== null`,
};

const NOTEBOOK = `[...window.jupyterapp.shell.widgets('main')].find((w) => w.content?.widgets)`;
const LAB: InPage = {
  run: `(i) => { const n = ${NOTEBOOK}.content; n.deselectAll(); n.activeCellIndex = i; n.mode = 'command'; void window.jupyterapp.commands.execute('notebook:run-cell'); }`,
  runAll: `() => void window.jupyterapp.commands.execute('notebook:run-all-cells')`,
  interrupt: `() => void window.jupyterapp.commands.execute('notebook:interrupt-kernel')`,
  count: `(i) => (${NOTEBOOK}.content.widgets[i].node.querySelector('.jp-InputPrompt')?.textContent ?? '').replace(/[^0-9*]/g, '')`,
  edit: `(i) => { const n = ${NOTEBOOK}.content; n.activeCellIndex = i; n.mode = 'edit'; n.activeCell.editor?.focus(); }`,
  isProposing: `() => document.querySelector('.jp-Completer:not(.lm-mod-hidden) .jp-Completer-item') !== null`,
};

/** Our front end, and those of the peers that the Python in LESSONBOOK_PEERS_PYTHON has. */
export async function startFrontEnds(): Promise<readonly FrontEnd[]> {
  const ours = await startOurs();
  const python = process.env.LESSONBOOK_PEERS_PYTHON;
  if (python === undefined) return [ours];
  return [
    ours,
    await startPeer(python, "JupyterLab", "lab"),
    await startPeer(python, "Notebook 7", "notebook"),
  ];
}

async function startOurs(): Promise<FrontEnd> {
  const server = await startTestServer({ lessonbook: true });
  return {
    name: "Lessonbook",
    inPage: OURS,
    server,
    open: async (page, name, cells) => {
      await writeFile(join(server.root, name), serialiseNotebook(asPython(cells)));
      await page.goto(`${server.url}lessonbook/notebooks/${name}?token=${server.token}`);
      await page.waitForSelector('main[data-ready="true"][data-kernel="idle"]');
    },
    stop: () => server.stop(),
  };
}

async function startPeer(
  python: string,
  name: string,
  module: "lab" | "notebook",
): Promise<FrontEnd> {
  const root = await mkdtemp(join(tmpdir(), "lessonbook-peer-"));
  const port = await freePort();
  const token = randomBytes(16).toString("hex");
  const app = module === "lab" ? "LabApp" : "JupyterNotebookApp";
  const url = `http://127.0.0.1:${port}/`;
  const child = spawn(
    python,
    [
      ...[
        "-m",
        module === "lab" ? "jupyterlab" : "notebook",
        "--no-browser",
        "--allow-root",
        `--port=${port}`,
      ],
      ...[
        `--IdentityProvider.token=${token}`,
        `--ServerApp.root_dir=${root}`,
        `--${app}.expose_app_in_browser=True`,
      ],
    ],
    { stdio: "ignore", env: { ...process.env, JUPYTER_CONFIG_DIR: join(root, ".config") } },
  );
  await answers(`${url}api?token=${token}`);
  return {
    name,
    inPage: LAB,
    server: { url, token },
    open: async (page, file, cells) => {
      await writeFile(join(root, file), serialiseNotebook(asPython(cells)));
      const path =
        module === "lab"
          ? `lab/tree/${file}?reset&token=${token}`
          : `notebooks/${file}?token=${token}`;
      await page.goto(url + path);
      await page.waitForSelector(".jp-Cell");
      await page.waitForFunction(
        `${NOTEBOOK}?.sessionContext?.session?.kernel?.status === "idle" && ${NOTEBOOK}.sessionContext.session.kernel.connectionStatus === "connected"`,
      );
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Without a kernelspec JupyterLab asks which kernel to start. */
function asPython(cells: readonly Cell[]): Notebook {
  const kernelspec = { name: "python3", display_name: "Python 3 (ipykernel)", language: "python" };
  return withMetadata(nb(...cells), { kernelspec });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        resolve(typeof address === "object" && address !== null ? address.port : 0),
      );
    });
  });
}

/** Asks until there is an answer. */
async function answers(url: string): Promise<void> {
  for (;;) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
