// KaTeX's style sheet, adopted by the page when its first formula is set; a font loads when a formula uses it.
// The sheet comes as text, since a lazy chunk has no style sheet of its own. Used by katex.ts.
import sheetText from "katex/dist/katex.min.css" with { type: "text" };
import amsRegular from "katex/dist/fonts/KaTeX_AMS-Regular.woff2";
import caligraphicBold from "katex/dist/fonts/KaTeX_Caligraphic-Bold.woff2";
import caligraphicRegular from "katex/dist/fonts/KaTeX_Caligraphic-Regular.woff2";
import frakturBold from "katex/dist/fonts/KaTeX_Fraktur-Bold.woff2";
import frakturRegular from "katex/dist/fonts/KaTeX_Fraktur-Regular.woff2";
import mainBold from "katex/dist/fonts/KaTeX_Main-Bold.woff2";
import mainBoldItalic from "katex/dist/fonts/KaTeX_Main-BoldItalic.woff2";
import mainItalic from "katex/dist/fonts/KaTeX_Main-Italic.woff2";
import mainRegular from "katex/dist/fonts/KaTeX_Main-Regular.woff2";
import mathBoldItalic from "katex/dist/fonts/KaTeX_Math-BoldItalic.woff2";
import mathItalic from "katex/dist/fonts/KaTeX_Math-Italic.woff2";
import sansSerifBold from "katex/dist/fonts/KaTeX_SansSerif-Bold.woff2";
import sansSerifItalic from "katex/dist/fonts/KaTeX_SansSerif-Italic.woff2";
import sansSerifRegular from "katex/dist/fonts/KaTeX_SansSerif-Regular.woff2";
import scriptRegular from "katex/dist/fonts/KaTeX_Script-Regular.woff2";
import size1Regular from "katex/dist/fonts/KaTeX_Size1-Regular.woff2";
import size2Regular from "katex/dist/fonts/KaTeX_Size2-Regular.woff2";
import size3Regular from "katex/dist/fonts/KaTeX_Size3-Regular.woff2";
import size4Regular from "katex/dist/fonts/KaTeX_Size4-Regular.woff2";
import typewriterRegular from "katex/dist/fonts/KaTeX_Typewriter-Regular.woff2";

const fonts: Readonly<Record<string, string>> = {
  "AMS-Regular": amsRegular,
  "Caligraphic-Bold": caligraphicBold,
  "Caligraphic-Regular": caligraphicRegular,
  "Fraktur-Bold": frakturBold,
  "Fraktur-Regular": frakturRegular,
  "Main-Bold": mainBold,
  "Main-BoldItalic": mainBoldItalic,
  "Main-Italic": mainItalic,
  "Main-Regular": mainRegular,
  "Math-BoldItalic": mathBoldItalic,
  "Math-Italic": mathItalic,
  "SansSerif-Bold": sansSerifBold,
  "SansSerif-Italic": sansSerifItalic,
  "SansSerif-Regular": sansSerifRegular,
  "Script-Regular": scriptRegular,
  "Size1-Regular": size1Regular,
  "Size2-Regular": size2Regular,
  "Size3-Regular": size3Regular,
  "Size4-Regular": size4Regular,
  "Typewriter-Regular": typewriterRegular,
};

const adopted = new WeakSet<Document>();

/** Adds the sheet to a document once. */
export function adoptKatexStyle(page: Document): void {
  if (adopted.has(page)) return;
  adopted.add(page);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(withFontAddresses(sheetText));
  page.adoptedStyleSheets.push(sheet);
}

/** The build gives each font a hashed name beside this script; formats other than WOFF2 are left out. */
function withFontAddresses(text: string): string {
  return text.replace(/src:url\(fonts\/KaTeX_([\w-]+)\.woff2\)[^;}]*/g, (rule, name: string) => {
    const font = fonts[name];
    return font === undefined
      ? rule
      : `src:url(${JSON.stringify(new URL(font, import.meta.url).href)}) format("woff2")`;
  });
}
