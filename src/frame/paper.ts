// The ground of a frame: white paper and dark ink in every theme, since that is what outputs with styles of their own are
// drawn for.
const style = document.createElement("style");
style.textContent = `
  :root { color-scheme: light; background: #fff; color: #1d2126; }
  body { margin: 0; overflow-wrap: anywhere; font: 14.5px/1.5 system-ui, sans-serif; }
  #output { display: flow-root; padding: 8px; }
  #output:empty { padding: 0; }
  table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
  th, td { padding: 4px 12px; text-align: right; vertical-align: baseline; }
  pre, code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 14px; }
  img, svg, video, canvas { max-width: 100%; }
`;
document.head.append(style);
