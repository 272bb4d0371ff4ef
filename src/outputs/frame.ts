// The page's side of an isolated frame: makes it when it comes near the screen, hands the output over, follows its height,
// and says what went wrong inside. What the frame says is believed only as far as `frame/protocol.ts` goes.
import type { FrameContent, FromFrame, FromWidget, ToFrame, ToWidget } from "../frame/protocol.ts";
import type { OutputPage } from "../extension.ts";
import { safeLink } from "../markup/safe-address.ts";
import { makeNotice } from "./sanitise.ts";

export interface FrameOptions {
  readonly page: OutputPage;
  readonly signal: AbortSignal;
  /** Scripts of the output run; without it only ours does. */
  readonly isLive?: boolean;
  /** What it is, for those who do not see it. */
  readonly title: string;
  /** Takes what widgets in the frame say. */
  readonly onWidget?: (message: FromWidget) => void;
}

export interface FrameControl {
  /** Shows other content in the frame. */
  show(content: FrameContent): void;
  /** Says something to the widgets in the frame; while there is no frame it is dropped. */
  send(message: ToWidget): void;
}

/** Higher content scrolls inside its frame, in CSS pixels. */
const HIGHEST = 2_000;
/** Frames that were left behind are let go beyond this number; they are made anew when the reader comes back. */
const MOST = 24;
const MOST_NOTICES = 3;
/** How far from what can be seen a frame is made. */
const NEAR = "600px";

/** Frames that are there, the one that was near the screen last at the end. */
const open = new Set<Frame>();
const near = new Map<Element, Frame>();
let observer: IntersectionObserver | undefined;

/** Puts a frame for `content` into `el`. A function is asked anew for each frame that is made. */
export function showInFrame(
  el: HTMLElement,
  content: FrameContent | (() => FrameContent),
  options: FrameOptions,
): FrameControl {
  return new Frame(el, content, options);
}

class Frame implements FrameControl {
  readonly #options: FrameOptions;
  readonly #place = document.createElement("div");
  readonly #notices = document.createElement("div");
  readonly #said = new Set<string>();
  #content: FrameContent | (() => FrameContent);
  #iframe: HTMLIFrameElement | undefined;
  #isReady = false;
  #empty: HTMLElement | undefined;

  constructor(
    el: HTMLElement,
    content: FrameContent | (() => FrameContent),
    options: FrameOptions,
  ) {
    this.#options = options;
    this.#content = content;
    this.#place.className = "lb-frame-place";
    el.append(this.#place, this.#notices);
    // Both: the root's margin ends where something else than the window scrolls.
    observer ??= new IntersectionObserver(onSight, { rootMargin: NEAR, scrollMargin: NEAR });
    observer.observe(this.#place);
    near.set(this.#place, this);
    addEventListener("message", (event) => this.#hear(event), { signal: options.signal });
    options.signal.addEventListener("abort", () => {
      observer?.unobserve(this.#place);
      near.delete(this.#place);
      this.close();
    });
  }

  show(content: FrameContent): void {
    this.#content = content;
    this.#hand();
  }

  send(message: ToWidget): void {
    if (this.#isReady) this.#post(message);
  }

  /** The frame is near the screen. */
  open(): void {
    open.delete(this);
    open.add(this);
    if (this.#iframe !== undefined) return;
    for (const old of open) {
      if (open.size <= MOST) break;
      old.close();
    }
    const { page, isLive = false, title } = this.#options;
    const iframe = document.createElement("iframe");
    iframe.className = "lb-frame";
    // No `allow-same-origin`: with it the frame's scripts would be the page's.
    iframe.setAttribute("sandbox", "allow-scripts");
    iframe.title = title;
    iframe.src = isLive ? page.frameUrl : `${page.frameUrl}/still`;
    this.#iframe = iframe;
    this.#place.replaceChildren(iframe);
  }

  /** Lets the frame go; its place keeps the height. */
  close(): void {
    open.delete(this);
    this.#iframe?.remove();
    this.#iframe = undefined;
    this.#isReady = false;
  }

  #hand(): void {
    if (!this.#isReady) return;
    const content = typeof this.#content === "function" ? this.#content() : this.#content;
    this.#post({ type: "show", content });
  }

  #post(message: ToFrame): void {
    // The frame has no origin to name.
    this.#iframe?.contentWindow?.postMessage(message, "*");
  }

  #hear({ source, data }: MessageEvent<unknown>): void {
    if (this.#iframe === undefined || source !== this.#iframe.contentWindow) return;
    const message = readMessage(data);
    switch (message?.type) {
      case "ready":
        if (this.#isReady) return;
        this.#isReady = true;
        this.#hand();
        return;
      case "size":
        this.#resize(message.height);
        return;
      case "failed":
        this.#say(`This output did not work as it should: ${message.message.slice(0, 500)}`);
        return;
      case "refused":
        this.#say(
          `This output wanted to load ${hostOf(message.address)}. Outputs load nothing from elsewhere.`,
        );
        return;
      case "link":
        this.#offerLink(message.href);
        return;
      case "comm":
        this.#take(message);
        return;
      default:
        return;
    }
  }

  /** What a widget says may be anything that can be copied; what nobody can read stays its own failure. */
  #take(message: FromWidget): void {
    try {
      this.#options.onWidget?.(message);
    } catch {
      this.#say("This widget said something that cannot be sent to the kernel.");
    }
  }

  #resize(height: number): void {
    const shown = Math.min(height, HIGHEST);
    this.#place.style.blockSize = `${shown}px`;
    this.#place.dataset.shown = height === 0 ? "nothing" : "true";
    this.#empty?.remove();
    const { isLive, onWidget } = this.#options;
    if (height > 0 || isLive !== true || onWidget !== undefined) return;
    this.#empty = makeNotice("This output is a script. It ran, and shows nothing.");
    this.#notices.append(this.#empty);
  }

  #say(words: string): void {
    if (this.#said.has(words) || this.#said.size >= MOST_NOTICES) return;
    this.#said.add(words);
    this.#notices.append(makeNotice(words));
  }

  /** A frame opens nothing by itself: the reader sees where a link leads and presses it here. */
  #offerLink(href: string): void {
    const address = safeLink(href);
    if (address === undefined || !/^https?:/.test(address)) return;
    const link = document.createElement("a");
    link.href = address;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.textContent = address;
    const line = makeNotice("Go on to ");
    line.dataset.part = "frame-link";
    line.append(link);
    this.#notices.querySelector('[data-part="frame-link"]')?.remove();
    this.#notices.append(line);
  }
}

function onSight(entries: readonly IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) if (isIntersecting) near.get(target)?.open();
}

/** Reads a message from a frame; undefined for what is none of ours. */
function readMessage(data: unknown): FromFrame | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const said = data as Readonly<Record<string, unknown>>;
  const { type, height, message, address, href } = said;
  if (type === "ready") return { type };
  if (type === "size" && typeof height === "number" && height >= 0) return { type, height };
  if (type === "failed" && typeof message === "string") return { type, message };
  if (type === "refused" && typeof address === "string") return { type, address };
  if (type === "link" && typeof href === "string") return { type, href };
  if (type === "comm") return readWidgetMessage(said);
  return undefined;
}

function readWidgetMessage({
  id,
  data,
  buffers,
}: Readonly<Record<string, unknown>>): FromWidget | undefined {
  if (typeof id !== "string" || typeof data !== "object" || data === null) return undefined;
  if (!Array.isArray(buffers)) return undefined;
  const bytes = buffers.filter((buffer: unknown) => buffer instanceof ArrayBuffer);
  if (bytes.length !== buffers.length) return undefined;
  return { type: "comm", id, data: data as FromWidget["data"], buffers: bytes };
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : "something";
}
