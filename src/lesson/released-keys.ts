// The keys of `metadata.lessonbook` that a released question may have. An allow-list, because whatever else an
// author or a tool writes there may tell the answer. Used by release and by the leak scan.

/** All of them. */
export const releasedKeyNames: readonly string[] = [
  "kind",
  "question",
  "mode",
  "points",
  "attempts",
  "partial",
  "shuffle",
  "hints",
  "reveal",
  "matchCase",
  "matchSpaces",
  "topic",
  "released",
  "start",
  "extras",
  "sealed",
];

const releasedKeys: ReadonlySet<string> = new Set(releasedKeyNames);

export function isReleasedKey(key: string): boolean {
  return releasedKeys.has(key);
}
