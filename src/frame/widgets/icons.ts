// Font Awesome's solid icons, by which ipywidgets names them (`icon="check"`). A lazy chunk.
import names from "@fortawesome/fontawesome-free/css/fontawesome.min.css" with { type: "text" };
import font from "@fortawesome/fontawesome-free/webfonts/fa-solid-900.woff2";

/** Puts the icons into the document. */
export function adoptIcons(): void {
  const style = document.createElement("style");
  style.textContent = `
    @font-face { font-family: "Font Awesome 7 Free"; font-weight: 900; src: url("${font}"); }
    ${names}`;
  document.head.append(style);
}
