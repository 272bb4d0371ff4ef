// How a line of code becomes a comment, for languages that the editor has no grammar of.

const SIGNS: Readonly<Record<string, readonly string[]>> = {
  "#": [
    "bash",
    "elixir",
    "julia",
    "make",
    "nim",
    "perl",
    "powershell",
    "python",
    "r",
    "raku",
    "ruby",
    "sage",
    "shell",
    "tcl",
  ],
  "//": [
    "c",
    "c#",
    "c++",
    "cpp",
    "csharp",
    "d",
    "dart",
    "f#",
    "fsharp",
    "go",
    "groovy",
    "java",
    "javascript",
    "kotlin",
    "php",
    "rust",
    "scala",
    "swift",
    "typescript",
    "zig",
  ],
  "--": ["ada", "haskell", "lua", "sql"],
  "%": ["erlang", "matlab", "octave", "prolog"],
  ";": ["clojure", "lisp", "scheme"],
  "!": ["fortran"],
};

/** The sign that makes a line a comment; `undefined` for a language that is not known. `language` is in small letters. */
export function lineCommentOf(language: string): string | undefined {
  return Object.keys(SIGNS).find((sign) => SIGNS[sign]?.includes(language));
}
