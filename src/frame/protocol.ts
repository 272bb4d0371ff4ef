// What the page and the frame of an output say to each other, by `postMessage`. The page believes nothing but these
// shapes: what speaks in the frame may be the output's own script.

export type FrameContent =
  /** HTML with its own styles, and with its scripts where the frame is a live one. */
  | { readonly kind: "html"; readonly html: string }
  /** JavaScript as `IPython.display.Javascript` sends it: it finds its place on the page in `element`. */
  | { readonly kind: "script"; readonly code: string }
  /** A figure of plotly.js: `data`, `layout`, `config`, `frames`. */
  | { readonly kind: "plotly"; readonly figure: unknown }
  /** A chart's specification, with options for vega-embed. */
  | { readonly kind: "vega"; readonly spec: unknown; readonly options: unknown }
  /** A widget, by the id of its model, with all the models that it holds; `theme` as the page has it. */
  | {
      readonly kind: "widget";
      readonly id: string;
      readonly models: readonly FrameModel[];
      readonly theme: "light" | "dark";
    };

/** The half of a widget that shows it. Parts come before what holds them. */
export interface FrameModel {
  readonly id: string;
  readonly name: string;
  readonly module: string;
  readonly version: string;
  /** JSON with `ArrayBuffer`s in their places; other widgets are named as `IPY_MODEL_<id>`. */
  readonly state: unknown;
}

export type ToFrame = { readonly type: "show"; readonly content: FrameContent } | ToWidget;

/** What the page says to the widgets in a frame. */
export type ToWidget =
  /** Models that are new there, or whose state is another now. */
  | { readonly type: "models"; readonly models: readonly FrameModel[] }
  /** A message for a model, as ipywidgets' protocol has it (`method`: `update` or `custom`). */
  | {
      readonly type: "comm";
      readonly id: string;
      readonly data: unknown;
      readonly buffers: readonly ArrayBuffer[];
    }
  /** The model is gone. */
  | { readonly type: "closed"; readonly id: string }
  /** The kernel has handled a message of the model, so that the next can be sent. */
  | { readonly type: "handled"; readonly id: string };

export type FromFrame =
  /** It listens. */
  | { readonly type: "ready" }
  /** How high what it shows is, in CSS pixels; 0 for nothing. */
  | { readonly type: "size"; readonly height: number }
  /** Something of the output went wrong. */
  | { readonly type: "failed"; readonly message: string }
  /** The output wanted to load something, which no frame may. */
  | { readonly type: "refused"; readonly address: string }
  /** A link was pressed. */
  | { readonly type: "link"; readonly href: string }
  | FromWidget;

/** A model speaks to its other half in the kernel. */
export interface FromWidget {
  readonly type: "comm";
  readonly id: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly buffers: readonly ArrayBuffer[];
}
