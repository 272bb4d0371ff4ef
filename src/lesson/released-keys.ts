// The keys of `metadata.lessonbook` that a released question may have. An allow-list, because whatever else an
// author or a tool writes there may tell the answer. Used by release and by the leak scan.

const releasedKeys: ReadonlySet<string> = new Set([
  "kind",
  "question",
  "mode",
  "points",
  "attempts",
  "partial",
  "shuffle",
  "hints",
  "released",
  "sealed",
]);

export function isReleasedKey(key: string): boolean {
  return releasedKeys.has(key);
}
