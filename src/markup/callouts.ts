// GitHub's alert quotations (`> [!NOTE]`): which there are, each with a word and a mark of its own. Pure.

/** The word shown, and the mark's strokes on a 16 × 16 grid. */
export const CALLOUTS = {
  note: { word: "Note", mark: "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8M8 7.3v4M8 4.7v.2" },
  tip: {
    word: "Tip",
    mark: "M5.7 11.2c0-1.6-1.9-2.3-1.9-4.8a4.2 4.2 0 0 1 8.4 0c0 2.5-1.9 3.2-1.9 4.8zM6.3 13.9h3.4",
  },
  important: { word: "Rule", mark: "M3.5 14.2V1.8M3.5 2.6h9l-2.2 3.2 2.2 3.2h-9" },
  warning: { word: "Warning", mark: "M8 2 1.7 13.5h12.6zM8 6.4v3.4M8 11.6v.2" },
  caution: {
    word: "Caution",
    mark: "M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
  },
} as const;

export type Callout = keyof typeof CALLOUTS;

const marker = /^\s*\[!(note|tip|important|warning|caution)\][ \t]*(?:\n|$)/i;

/** What a quotation's first text makes of it; `rest` is the text without the marker. */
export function readCallout(
  text: string,
): { readonly kind: Callout; readonly rest: string } | undefined {
  const kind = marker.exec(text)?.[1]?.toLowerCase();
  return kind !== undefined && isCallout(kind)
    ? { kind, rest: text.replace(marker, "") }
    : undefined;
}

function isCallout(kind: string): kind is Callout {
  return Object.hasOwn(CALLOUTS, kind);
}
