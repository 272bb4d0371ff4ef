// The language of a notebook's code: its name, how its files end and how its comments begin.
import { isObject } from "../nbformat/parse.ts";
import type { JsonObject } from "../nbformat/types.ts";

export interface CodeLanguage {
  /** In small letters; `python` where the notebook does not say. */
  readonly name: string;
  /** With its dot. */
  readonly extension: string;
  readonly comment: string;
}

const COMMENTS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:c|c\+\+|cpp|c#|csharp|f#|go|groovy|java|javascript|kotlin|rust|scala|swift|typescript)\d*$/,
    "//",
  ],
  [/^(?:ada|haskell|lua|sql)$/, "--"],
  [/^(?:clojure|lisp|scheme)$/, ";"],
  [/^(?:erlang|matlab|octave|prolog|tex)$/, "%"],
];

export function languageOf({ kernelspec, language_info: info }: JsonObject): CodeLanguage {
  const names = [isObject(kernelspec) && kernelspec.language, isObject(info) && info.name];
  const name = names.find((one) => typeof one === "string" && one !== "");
  const language = typeof name === "string" ? name.toLowerCase() : "python";
  const given = isObject(info) ? info.file_extension : undefined;
  const extension =
    typeof given === "string" && /^\.\w{1,10}$/.test(given)
      ? given
      : language === "python"
        ? ".py"
        : ".txt";
  return {
    name: language,
    extension,
    comment: COMMENTS.find(([pattern]) => pattern.test(language))?.[1] ?? "#",
  };
}
