// How widgets look: ipywidgets' own style sheets in the program's colours, light or dark as the page is.
import widgetSheet from "@jupyter-widgets/controls/css/widgets-base.css" with { type: "text" };
import luminoSheet from "@jupyter-widgets/controls/css/lumino.css" with { type: "text" };
import sliderSheet from "@jupyter-widgets/controls/css/nouislider.css" with { type: "text" };
import ownSliderSheet from "@jupyter-widgets/controls/css/nouislider-custom.css" with { type: "text" };
import tokens from "../../../style/tokens.css" with { type: "text" };
import outputSheet from "../../../style/outputs.css" with { type: "text" };
import markdownSheet from "../../../style/markdown.css" with { type: "text" };

/** Jupyter's names for colours and sizes, which the sheets of ipywidgets and of other widgets use. */
const NAMES = `
  :root {
    --jp-ui-font-color0: var(--lb-color-text);
    --jp-ui-font-color1: var(--lb-color-text);
    --jp-ui-font-color2: var(--lb-color-muted);
    --jp-ui-font-color3: var(--lb-color-muted);
    --jp-content-font-color0: var(--lb-color-text);
    --jp-content-font-color1: var(--lb-color-text);
    --jp-content-font-color2: var(--lb-color-muted);
    --jp-ui-inverse-font-color0: var(--lb-color-on-accent);
    --jp-ui-inverse-font-color1: var(--lb-color-on-accent);
    --jp-inverse-ui-font-color0: var(--lb-color-on-accent);
    --jp-inverse-ui-font-color1: var(--lb-color-on-accent);
    --jp-layout-color0: var(--lb-color-surface);
    --jp-layout-color1: var(--lb-color-surface);
    --jp-layout-color2: var(--lb-color-panel);
    --jp-layout-color3: var(--lb-color-border);
    --jp-border-color0: var(--lb-color-control);
    --jp-border-color1: var(--lb-color-control);
    --jp-border-color2: var(--lb-color-border);
    --jp-border-width: 1px;
    --jp-border-radius: 4px;
    --jp-brand-color0: var(--lb-color-accent);
    --jp-brand-color1: var(--lb-color-accent);
    --jp-brand-color2: var(--lb-color-accent);
    --jp-brand-color3: var(--lb-color-accent-bg);
    --jp-accent-color1: var(--lb-color-accent);
    --jp-success-color0: var(--lb-color-right);
    --jp-success-color1: var(--lb-color-right);
    --jp-info-color0: var(--lb-color-note);
    --jp-info-color1: var(--lb-color-note);
    --jp-warn-color0: var(--lb-color-warning);
    --jp-warn-color1: var(--lb-color-warning);
    --jp-error-color0: var(--lb-color-wrong);
    --jp-error-color1: var(--lb-color-wrong);
    --jp-ui-font-size0: 12px;
    --jp-ui-font-size1: 14px;
    --jp-ui-font-family: system-ui, sans-serif;
    --jp-code-font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
    --jp-widgets-color: var(--lb-color-text);
    --jp-widgets-label-color: var(--lb-color-text);
    --jp-widgets-input-color: var(--lb-color-text);
    --jp-widgets-readout-color: var(--lb-color-text);
    --jp-widgets-font-size: 13px;
    background: transparent;
    color: var(--lb-color-text);
  }
  :focus-visible { outline: 2px solid var(--lb-color-accent); outline-offset: 1px; }
  .jupyter-button { border: 1px solid var(--lb-color-control); border-radius: 4px; box-shadow: none !important; }
  .jupyter-button.mod-active { border-color: var(--lb-color-accent); background: var(--lb-color-accent-bg); }
  .jupyter-button:is(.mod-primary, .mod-success, .mod-info, .mod-warning, .mod-danger) { border-color: transparent; }
  .noUi-target { background: var(--lb-color-border); }
  .noUi-connect { background: var(--lb-color-accent); }
  .noUi-handle { border: 2px solid var(--lb-color-accent) !important; box-shadow: none; }
  input, select, textarea { accent-color: var(--lb-color-accent); }
  .widget-valid .fa-check { color: var(--lb-color-right); }
  .widget-valid .fa-times { color: var(--lb-color-wrong); }
  .widget-dropdown > select { appearance: auto; background-image: none; }
  .lm-mod-hidden { display: none !important; }
  .lb-unknown-widget { padding: 4px 8px; border-inline-start: 3px solid var(--lb-color-note); }
`;

/** Puts the sheets into the document, and the page's theme on it. */
export function adoptWidgetStyle(theme: "light" | "dark"): void {
  const { documentElement: root } = document;
  root.dataset.theme = theme;
  root.style.colorScheme = theme;
  adopt([tokens, luminoSheet, sliderSheet, ownSliderSheet, widgetSheet, NAMES]);
}

let hasOutputs = false;

/** Likewise for outputs inside widgets. */
export function adoptOutputStyle(): void {
  if (hasOutputs) return;
  hasOutputs = true;
  adopt([markdownSheet, outputSheet]);
}

function adopt(sheets: readonly string[]): void {
  for (const text of sheets) {
    const style = document.createElement("style");
    // What a sheet imports is here already.
    style.textContent = text.replace(/@import [^;]+;/g, "");
    document.head.append(style);
  }
}
