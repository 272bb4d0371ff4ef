// Help with code put together: the kernel's answers, shown by the page's own renderers.
import type { KernelHelp } from "../execution/kernel-help.ts";
import type { CodeHelp } from "../extension.ts";
import type { MimeBundle, Output } from "../nbformat/types.ts";
import type { RenderOutputs } from "../outputs/registry.ts";

export const WAITS = "The kernel is running a cell. It answers when the cell has ended.";

export interface CodeHelpOptions {
  readonly help: KernelHelp;
  readonly renderOutputs: RenderOutputs;
  readonly announce: (text: string) => void;
  /** Told where the cursor is. */
  readonly follow: CodeHelp["follow"];
  readonly whileTyping: CodeHelp["whileTyping"];
}

export function makeCodeHelp(options: CodeHelpOptions): CodeHelp {
  const { help, renderOutputs, announce, follow, whileTyping } = options;
  return {
    complete: ({ text, offset }, { onWait }) =>
      help.complete(
        { code: text, offset },
        onWait === undefined ? {} : { onWait: () => onWait(WAITS) },
      ),
    describe: async (el, { text, offset }, { more, signal }) => {
      const onWait = (): void => {
        el.textContent = WAITS;
        announce(WAITS);
      };
      const bundle = await help.inspect({ code: text, offset }, more, { onWait, signal });
      if (bundle === null || signal.aborted) return false;
      el.replaceChildren();
      renderOutputs(el, [outputOf(bundle)], signal);
      return true;
    },
    whileTyping,
    follow,
  };
}

/** Text before HTML: kernels write the text with more care. */
function outputOf(bundle: MimeBundle): Output {
  const plain = bundle["text/plain"];
  const data = plain === undefined ? bundle : { "text/plain": plain };
  return { output_type: "display_data", data, metadata: {} };
}
