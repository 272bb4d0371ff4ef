// Why a task waits, in words. Pure; the timeline and the panel of tasks say it alike.

/** What a task waits for, in a few words that go after "waits for"; the kinds are those of `python/waits.py`. */
export function waitWords(
  wait: { readonly kind: string; readonly detail: string } | undefined,
): string {
  if (wait === undefined) return "its turn";
  const { kind, detail } = wait;
  switch (kind) {
    case "turn":
      return "its turn";
    case "sleep":
      return detail === "" ? "sleep" : `sleep ${detail} s`;
    case "gather":
      return `gather of ${detail}`;
    case "taskgroup":
      return detail === "" ? "its task group" : `task group of ${detail}`;
    case "wait_for":
      return detail === "" ? "wait_for" : `wait_for, limit ${detail} s`;
    case "queue.get":
      return "an item in a queue";
    case "queue.put":
      return "room in a queue";
    case "queue.join":
      return "a queue's work to be done";
    case "event":
      return "an event";
    case "condition":
      return "a condition";
    case "lock":
      return "a lock";
    case "semaphore":
      return "a semaphore";
    case "barrier":
      return "a barrier";
    case "task":
      return "a task";
    case "wait":
      return "asyncio.wait";
    case "as_completed":
      return "the next task to end";
    case "thread":
      return detail === "" ? "a thread" : `a thread: ${detail}`;
    case "process":
      return "a process";
    case "io.read":
      return "data to read";
    case "io.write":
      return "data to go out";
    case "io.connect":
      return "a connection";
    case "io.accept":
      return "a caller";
    case "io.server":
      return "a server's end";
    default:
      return "a future";
  }
}
