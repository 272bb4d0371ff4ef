// Text that leaves the page: to the clipboard, or as a file.
import type { TextControl } from "../extension.ts";

export const textControl: TextControl = {
  async copy(text) {
    try {
      // Missing on plain http; then the older way, which needs no leave while a key or click is answered.
      if ("clipboard" in navigator) {
        await navigator.clipboard.writeText(text);
        return true;
      }
    } catch {
      // Refused: the older way may still be allowed.
    }
    return copyByEvent(text);
  },
  save: saveFile,
  fetch: download,
};

/** Gives the reader a file. Its name says what it is; a type that a browser shows by itself might be opened instead. */
export function saveFile(name: string, content: string | Uint8Array): void {
  const part = typeof content === "string" ? content : new Uint8Array(content);
  const url = URL.createObjectURL(new Blob([part], { type: "application/octet-stream" }));
  download(name, url);
  // The browser has taken the address by the next turn; it is freed a little later.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

function download(name: string, address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

function copyByEvent(text: string): boolean {
  const set = (event: ClipboardEvent): void => {
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("copy", set, { capture: true, once: true });
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way there is on plain http
  const done = document.execCommand("copy");
  document.removeEventListener("copy", set, { capture: true });
  return done;
}
