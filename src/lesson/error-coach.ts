// One short line for each of asyncio's own errors: what happened, and what to write instead. Pure; used by the page under the
// raw error and by the terminal. Other errors get none: a line under every error is a line that nobody reads.
// tests/fixtures/asyncio-errors.txt holds the mistakes, what Python says of them, and the advice.

export interface ErrorReport {
  readonly ename: string;
  readonly evalue: string;
  /** As the kernel sends it; colours do not matter. */
  readonly traceback: readonly string[];
}

export interface Advice {
  /** A sentence or two. Code stands between backquotes. */
  readonly text: string;
  /** What a heading that explains it holds, such as `asyncio.run`. */
  readonly section?: string;
}

interface Rule {
  readonly names: readonly string[];
  readonly pattern: RegExp;
  readonly advise: (match: RegExpExecArray, traceback: string) => Advice | undefined;
}

const RULES: readonly Rule[] = [
  {
    names: ["RuntimeError"],
    pattern:
      /(?:asyncio\.run\(\)|Runner\.run\(\)|run\(\)) cannot be called from a running event loop|^This event loop is already running/,
    advise: () => ({
      text: "An event loop runs in the notebook already. Write `await main()` here; `asyncio.run(main())` is for programs of their own.",
      section: "asyncio.run",
    }),
  },
  {
    names: ["RuntimeError"],
    pattern: /^cannot reuse already awaited coroutine/,
    advise: () => ({
      text: "A coroutine runs only once. Call the function again for each `await`, or make a task with `asyncio.create_task(…)` and await that.",
      section: "async def and await",
    }),
  },
  {
    names: ["TypeError"],
    pattern:
      /^object (\w+) can't be used in 'await' expression|^'([\w.]+)' object can't be awaited/,
    advise: ([, older, newer]) => adviseOnAwaited(older ?? newer ?? ""),
  },
  {
    names: ["TypeError"],
    pattern:
      /^An asyncio\.Future, a coroutine or an awaitable is required|^a coroutine was expected, got <function (\w+)/,
    advise: ([, name = "work"]) => ({
      text: `What was handed over is no coroutine. Call the function: \`${name}()\`, with the brackets.`,
      section: "async def and await",
    }),
  },
  {
    names: ["TypeError"],
    pattern: /^Passing coroutines is forbidden/,
    advise: () => ({
      text: "`asyncio.wait` takes tasks. Make them first: `asyncio.create_task(work())`, or use `asyncio.gather`, which does it for you.",
      section: "asyncio.gather",
    }),
  },
  {
    names: ["TypeError"],
    pattern: /'coroutine' (?:and|object)|and 'coroutine'|: 'coroutine'/,
    advise: () => ({
      text: "A value was wanted and there is a coroutine: an `await` is missing before the call.",
      section: "async def and await",
    }),
  },
  {
    names: ["SyntaxError"],
    pattern: /^'?(await|async with|async for)'? outside|^asynchronous comprehension outside/,
    advise: ([, word], traceback) =>
      /<timed (?:exec|eval)>|%%time\b|<magic-timeit>/.test(traceback)
        ? {
            text: "`%%time` cannot time a cell with `await`. Take that line away: the time of each run stands beside the cell.",
          }
        : {
            text: `\`${word ?? "async for"}\` works only inside \`async def\` (or right in a cell). Write \`async def\` before the function's name, and \`await\` where it is called.`,
            section: "async def and await",
          },
  },
  {
    names: ["RuntimeError"],
    pattern: /^no running event loop|^There is no current event loop/,
    advise: () => ({
      text: "This thread has no event loop: tasks are made inside a coroutine. From a thread, hand work to the loop with `loop.call_soon_threadsafe` or `asyncio.run_coroutine_threadsafe`.",
      section: "The event loop",
    }),
  },
  {
    names: ["RuntimeError", "ValueError"],
    pattern: /attached to a different loop|is bound to a different event loop/,
    advise: () => ({
      text: "This was made for another event loop and can only be awaited there. Make queues, locks and tasks inside the coroutine that uses them.",
      section: "The event loop",
    }),
  },
  {
    names: ["CancelledError"],
    pattern: /^/,
    advise: () => ({
      text: "It was cancelled while it waited: by the Stop button, or by `cancel()` on its task. After Stop nothing is wrong with the code.",
      section: "wait_for",
    }),
  },
  {
    names: ["TimeoutError"],
    pattern: /^$/,
    advise: (_match, traceback) =>
      /wait_for|timeout/.test(traceback)
        ? {
            text: "The time limit ran out, and what ran inside it was cancelled. Allow more time, or catch it with `except TimeoutError`.",
            section: "wait_for",
          }
        : undefined,
  },
  {
    names: ["ExceptionGroup", "BaseExceptionGroup"],
    pattern: /^unhandled errors in a TaskGroup/,
    advise: (_match, traceback) => adviseOnGroup(traceback),
  },
];

/** Advice on an error that a cell ended with; `undefined` for errors that are not asyncio's own. */
export function coachError({ ename, evalue, traceback }: ErrorReport): Advice | undefined {
  for (const { names, pattern, advise } of RULES) {
    if (!names.includes(ename)) continue;
    const match = pattern.exec(evalue);
    if (match !== null) return advise(match, plain(traceback.join("\n")));
  }
  return undefined;
}

/** Each is looked for in what a cell printed to stderr; the first match gives the words. */
const WARNINGS: readonly {
  readonly pattern: RegExp;
  readonly advise: (name: string, stderr: string) => Advice;
}[] = [
  {
    pattern: /RuntimeWarning: coroutine '([^']+)' was never awaited/,
    advise: (name) => ({
      text: `\`${lastName(name)}()\` was called without \`await\`, so none of it ran. Write \`await ${lastName(name)}()\`.`,
      section: "async def and await",
    }),
  },
  {
    // IPython prints a group instead of raising it.
    pattern: /\| (?:Base)?ExceptionGroup: unhandled errors in a TaskGroup/,
    advise: (_name, stderr) => adviseOnGroup(stderr),
  },
  {
    pattern: /Task was destroyed but it is pending!/,
    advise: () => ({
      text: "Nothing held this task any more, so it vanished before it was over. Keep it in a variable and await it, or use a TaskGroup.",
      section: "create_task",
    }),
  },
  {
    pattern: /(?:Task|Future) exception was never retrieved/,
    advise: () => ({
      text: "A task failed and nobody looked: the error above is its own. Await the task, or use a TaskGroup, to hear of it at once.",
      section: "create_task",
    }),
  },
];

/** Advice on the warnings of asyncio that a cell printed to stderr, at most one of each kind. */
export function coachWarnings(stderr: string): readonly Advice[] {
  return WARNINGS.flatMap(({ pattern, advise }) => {
    const match = pattern.exec(stderr);
    return match === null ? [] : [advise(match[1] ?? "", plain(stderr))];
  });
}

function adviseOnAwaited(type: string): Advice {
  const section = "async def and await";
  switch (type) {
    case "function":
    case "method":
    case "builtin_function_or_method":
      return {
        text: "The brackets are missing: `await work()` calls the function, `await work` does not.",
        section,
      };
    case "NoneType":
      return {
        text: "That function gave back nothing to wait for. Take `await` away, or call its async form: `asyncio.sleep`, not `time.sleep`.",
        section,
      };
    case "list":
    case "tuple":
    case "generator":
      return {
        text: "Several things are awaited with `await asyncio.gather(*them)`.",
        section: "asyncio.gather",
      };
    case "async_generator":
      return { text: "An async generator is gone through with `async for`, not awaited.", section };
    default:
      return {
        text: `A value of type ${type} cannot be awaited: only what an \`async def\` function gives can. Take \`await\` away, or use an async library.`,
        section,
      };
  }
}

/** Names the errors inside a group; the traceback draws each in a box of its own. */
function adviseOnGroup(traceback: string): Advice {
  const inner = [
    ...traceback.matchAll(/^[ |]+\| (\w+(?:Error|Exception|Warning|Exit|Interrupt))(?::|$)/gm),
  ]
    .map(([, name]) => name ?? "")
    .filter((name) => !name.endsWith("ExceptionGroup"));
  const names = [...new Set(inner)].slice(0, 3).join(", ");
  const what =
    names === "" ? "A task in the group failed" : `A task in the group failed with ${names}`;
  return {
    text: `${what}, so the others were cancelled. The traceback says where; \`except* ${[...new Set(inner)][0] ?? "ValueError"}\` catches it.`,
    section: "asyncio.gather",
  };
}

function lastName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf(".") + 1);
}

function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- the escape sequences of terminal colours
  return text.replace(/\x1b\[[\d;]*m/g, "");
}
