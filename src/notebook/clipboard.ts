// Carries cells between tabs and programs. A copy goes to the system's clipboard (as our own flavour, as JupyterLab's and as
// plain text) and to the browser's storage, which other tabs of this server read where the system's clipboard may not be read.
import {
  clipAsJupyterCells,
  clipOfText,
  clipText,
  parseClip,
  parseJupyterCells,
  serialiseClip,
  type Clip,
} from "../model/clipboard.ts";

/** JupyterLab's name for a list of nbformat cells. */
const JUPYTER_CELLS = "application/vnd.jupyter.cells";
const OWN_CELLS = "application/vnd.lessonbook.cells+json";

export interface ClipboardEvents {
  /** The browser's own copy or cut was asked for; the command that follows calls `write`. */
  readonly onCopy: (act: "copy" | "cut") => void;
  /** The browser's own paste; the command that follows calls `read`. */
  readonly onPaste: () => void;
}

export class CellClipboard {
  readonly #key: string;
  /** The last clip of this page, for when the browser's storage is full or off. */
  #own: Clip | undefined;
  /** Where a copy goes while a copy event is being answered. */
  #outgoing: DataTransfer | undefined;
  #incoming: Clip | undefined;

  /** `storageKey` is the same for all pages of a server. */
  constructor(storageKey: string) {
    this.#key = storageKey;
  }

  /** Has to be called while a key or a click is being answered, or the system's clipboard stays as it is. */
  write(clip: Clip): void {
    this.#own = clip;
    store(this.#key, serialiseClip(clip));
    if (this.#outgoing !== undefined) fill(this.#outgoing, clip);
    else copyToSystem(clip);
  }

  /** What a paste puts in: the newest clip that can be read, `undefined` when there is none. */
  async read(): Promise<Clip | undefined> {
    const incoming = this.#incoming;
    if (incoming !== undefined) return incoming;
    const known = this.#stored() ?? this.#own;
    const text = await readSystemText(known === undefined);
    if (text === undefined || (known !== undefined && clipText(known) === text)) return known;
    return clipOfText(text) ?? known;
  }

  /** Answers the browser's own copy, cut and paste wherever no text is meant. */
  listen(document: Document, events: ClipboardEvents, signal: AbortSignal): void {
    for (const act of ["copy", "cut"] as const) {
      document.addEventListener(
        act,
        (event) => {
          if (event.clipboardData === null || meansText(event, document)) return;
          this.#outgoing = event.clipboardData;
          events.onCopy(act);
          this.#outgoing = undefined;
          event.preventDefault();
        },
        { signal },
      );
    }
    document.addEventListener(
      "paste",
      (event) => {
        if (event.clipboardData === null || isTyped(event, document)) return;
        this.#incoming = this.#clipOf(event.clipboardData);
        if (this.#incoming === undefined) return;
        events.onPaste();
        this.#incoming = undefined;
        event.preventDefault();
      },
      { signal },
    );
  }

  #clipOf(data: DataTransfer): Clip | undefined {
    const clip =
      parseClip(data.getData(OWN_CELLS)) ?? parseJupyterCells(data.getData(JUPYTER_CELLS));
    if (clip !== undefined) return clip;
    const text = data.getData("text/plain");
    // Browsers that drop flavours they do not know keep the text: by it the stored clip is known again.
    const known = this.#stored() ?? this.#own;
    return known !== undefined && clipText(known) === text ? known : clipOfText(text);
  }

  #stored(): Clip | undefined {
    try {
      return parseClip(localStorage.getItem(this.#key) ?? "");
    } catch {
      return undefined;
    }
  }
}

/** When the clip does not fit, the one before goes too: better nothing than something else. */
function store(key: string, text: string): void {
  try {
    localStorage.removeItem(key);
    localStorage.setItem(key, text);
  } catch {
    // Storage is full or off; within this page `#own` does.
  }
}

function fill(data: DataTransfer, clip: Clip): void {
  data.setData("text/plain", clipText(clip));
  data.setData(JUPYTER_CELLS, clipAsJupyterCells(clip));
  data.setData(OWN_CELLS, serialiseClip(clip));
}

/** A copy event is the one way that takes flavours of our own, and it works without https. */
function copyToSystem(clip: Clip): void {
  const copied: { done: boolean } = { done: false };
  const answer = (event: ClipboardEvent): void => {
    if (event.clipboardData === null) return;
    fill(event.clipboardData, clip);
    event.preventDefault();
    event.stopImmediatePropagation();
    copied.done = true;
  };
  addEventListener("copy", answer, { capture: true });
  try {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- the newer interface takes no flavours and needs https
    document.execCommand("copy");
  } finally {
    removeEventListener("copy", answer, { capture: true });
  }
  // Within the browser the stored clip serves; only other programs go without when this is refused.
  if (!copied.done)
    void systemClipboard()
      ?.writeText(clipText(clip))
      .catch(() => undefined);
}

/** The system's text, where it may be read without a question; `ask` lets the browser put one. */
async function readSystemText(ask: boolean): Promise<string | undefined> {
  const clipboard = systemClipboard();
  if (clipboard === undefined) return undefined;
  try {
    return ask || (await mayRead()) ? await clipboard.readText() : undefined;
  } catch {
    // Refused, or the page is not in front: what this browser stored has to do.
    return undefined;
  }
}

async function mayRead(): Promise<boolean> {
  const { state } = await navigator.permissions.query({ name: "clipboard-read" as PermissionName });
  return state === "granted";
}

/** Missing on pages that come by plain http from another machine, whatever the types say. */
function systemClipboard(): Clipboard | undefined {
  return "clipboard" in navigator ? navigator.clipboard : undefined;
}

function meansText(event: Event, document: Document): boolean {
  return isTyped(event, document) || document.getSelection()?.isCollapsed === false;
}

function isTyped({ target }: Event, document: Document): boolean {
  return (
    document.querySelector("dialog[open]") !== null ||
    (target instanceof Element &&
      target.closest("input, textarea, select, [contenteditable=true]") !== null)
  );
}
