// Dragging the selected cells by the handle in a cell's gutter: with the mouse at once, by touch after a long press.
// Near the edge the notebook scrolls; Escape leaves everything where it was.
import { DropLine, type MoveContext } from "./drop-line.ts";

/** How far the pointer goes before a press is a drag, in pixels. */
const SLACK = 6;
/** How long a finger stays before a touch is a drag and not a scroll, in milliseconds. */
const LONG_PRESS = 350;
/** How near to the edge the notebook scrolls, in pixels. */
const EDGE = 56;
/** How fast it scrolls there, in pixels a millisecond; by the clock, so that a slow machine is not slower. */
const SCROLL_SPEED = 0.9;

/** Whether an event is about a handle. */
export function isMoveHandle(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[data-part="move-handle"]') !== null;
}

/** Listens for presses on handles. */
export function listenToDrags(context: MoveContext): void {
  context.node.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.isPrimary && isMoveHandle(event.target)) {
      followPress(context, event);
    }
  });
}

/** Follows one press to its end. */
function followPress(context: MoveContext, down: PointerEvent): void {
  const { scroller } = context;
  const line = new DropLine(context);
  const over = new AbortController();
  const { signal } = over;
  const isTouch = down.pointerType === "touch";
  let isDragging = false;
  let drawnAt = 0;
  let y = down.clientY;

  const begin = (): void => {
    isDragging = true;
    drawnAt = performance.now();
    context.node.toggleAttribute("data-dragging", true);
    draw();
  };
  const longPress = isTouch ? setTimeout(begin, LONG_PRESS) : undefined;

  const draw = (): void => {
    if (!isDragging || signal.aborted) return;
    const { top, bottom } = scroller.getBoundingClientRect();
    const now = performance.now();
    const way = SCROLL_SPEED * (now - drawnAt);
    drawnAt = now;
    if (y < top + EDGE) scroller.scrollTop -= way;
    else if (y > bottom - EDGE) scroller.scrollTop += way;
    line.show(line.gapAt(y));
    requestAnimationFrame(draw);
  };

  const end = (drop: boolean): void => {
    clearTimeout(longPress);
    over.abort();
    if (!isDragging) return;
    line.hide();
    context.node.removeAttribute("data-dragging");
    // The click that a mouse makes after this is no press on the handle.
    addEventListener("click", stop, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", stop, { capture: true }));
    if (drop) context.drop(line.gapAt(y));
    else context.announce("Not moved");
  };

  const isThis = (event: PointerEvent): boolean => event.pointerId === down.pointerId;
  addEventListener(
    "pointermove",
    (event) => {
      if (!isThis(event)) return;
      y = event.clientY;
      if (isDragging) return;
      if (Math.hypot(event.clientX - down.clientX, y - down.clientY) <= SLACK) return;
      if (isTouch) end(false);
      else begin();
    },
    { signal },
  );
  addEventListener("pointerup", (event) => isThis(event) && end(true), { signal });
  addEventListener("pointercancel", (event) => isThis(event) && end(false), { signal });
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !isDragging) return;
      stop(event);
      end(false);
    },
    { capture: true, signal },
  );
  if (!isTouch) return;
  // Once it is a drag, the finger moves cells and does not scroll.
  addEventListener("touchmove", (event) => isDragging && event.preventDefault(), {
    passive: false,
    signal,
  });
  addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}
