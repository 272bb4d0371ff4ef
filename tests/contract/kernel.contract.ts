// The claims that every `Kernel` keeps. Run on the fake and on ipykernel by kernel.test.ts, so that the fake cannot lie.
// Each claim's code is Python; `fakePrograms` says what the fake does for the same text.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  KernelDiedError,
  type CommMessage,
  type ExecuteReply,
  type InputRequest,
  type Kernel,
  type KernelMessage,
} from "../../src/execution/ports.ts";
import { stopRun } from "../../src/execution/stop.ts";
import { defer } from "../support/deferred.ts";
import { PythonError, type FakeProgram } from "../support/fake-kernel.ts";

const code = {
  prints:
    "import sys\nprint('one', flush=True)\nprint('two', file=sys.stderr, flush=True)\nprint('three')",
  adds: "1 + 1",
  fails: "1 / 0",
  displays: "handle = display('first', display_id='shown')",
  updates: "_ = handle.update('second')",
  clears:
    "from IPython.display import clear_output\nprint('gone', flush=True)\nclear_output(wait=True)\nprint('kept')",
  awaits: "import asyncio\nawait asyncio.sleep(0.01)\nprint('awaited')",
  sleeps: "import asyncio\nprint('asleep', flush=True)\nawait asyncio.sleep(30)",
  background:
    "import asyncio\nasync def later():\n    await asyncio.sleep(0.05)\n    print('later')\ntask = asyncio.create_task(later())",
  waits: "await task",
  dies: "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
  inputs: "input('name? ')",
  greets: "print('hello', input('name? '))",
  secret: "import getpass\nlen(getpass.getpass('key: '))",
  twice: "print(input('a'), input('b'))",
  snake: "def snake_of_mine():\n    'Says hiss.'",
  comm: "from comm import create_comm\nother = create_comm(target_name='jupyter.widget', data={'state': {'a': 1}}, metadata={'version': '2.1.0'}, buffers=[bytes([1, 2])])\nprint('opened')",
  answers:
    "import threading\ndef answer(message):\n    print('got', message['content']['data']['x'], [bytes(b) for b in message['buffers']], threading.current_thread() is threading.main_thread())\n    other.send({'x': 2})\nother.on_msg(answer)",
  blocks: "import time\nprint('asleep', flush=True)\nfor _ in range(3000): time.sleep(0.01)",
  hostile:
    "display({'text/plain': ['a', 'b'], '__proto__': {'polluted': True}}, raw=True, metadata={'__proto__': 1})",
} as const;

const text = (plain: string) => ({ data: { "text/plain": plain }, metadata: {} });

/** What the fake does for the Python above. */
export const fakePrograms: Readonly<Record<string, FakeProgram>> = {
  [code.prints]: (run) => {
    run.print("one\n");
    run.print("two\n", "stderr");
    run.print("three\n");
  },
  [code.adds]: (run) => run.result("2"),
  [code.fails]: () => {
    throw new PythonError("ZeroDivisionError", "division by zero");
  },
  [code.displays]: (run) =>
    run.send({ type: "display_data", ...text("'first'"), displayId: "shown" }),
  [code.updates]: (run) =>
    run.send({ type: "update_display_data", ...text("'second'"), displayId: "shown" }),
  [code.clears]: (run) => {
    run.print("gone\n");
    run.send({ type: "clear_output", wait: true });
    run.print("kept\n");
  },
  [code.awaits]: async (run) => {
    await Promise.resolve();
    run.print("awaited\n");
  },
  [code.sleeps]: async (run) => {
    run.print("asleep\n");
    await run.sleepForever();
  },
  [code.background]: (run) => run.afterwards(() => run.print("later\n")),
  [code.waits]: () => undefined,
  [code.dies]: (run) => run.die(),
  [code.inputs]: async (run) => {
    await run.input("name? ");
  },
  [code.greets]: async (run) => run.print(`hello ${await run.input("name? ")}\n`),
  [code.secret]: async (run) => run.result(String((await run.input("key: ", true)).length)),
  [code.comm]: (run) => {
    const buffers = [new Uint8Array([1, 2]).buffer];
    run.comm(
      {
        type: "open",
        commId: "a-comm",
        target: "jupyter.widget",
        data: { state: { a: 1 } },
        metadata: { version: "2.1.0" },
        buffers,
      },
      ({ type, commId, data }, kernel) => {
        if (type !== "msg") return;
        kernel.print(`got ${JSON.stringify(data.x)} [b'\\x07'] True\n`);
        kernel.send({ type: "msg", commId, data: { x: 2 }, buffers: [] });
      },
    );
    run.print("opened\n");
  },
  [code.answers]: () => undefined,
  [code.snake]: () => undefined,
  [code.blocks]: async (run) => {
    run.print("asleep\n");
    await run.sleepForever();
  },
  [code.twice]: async (run) => {
    const first = await run.input("a");
    run.print(`${first} ${await run.input("b")}\n`);
  },
  [code.hostile]: (run) => run.send({ type: "display_data", ...text("ab") }),
};

/** Words that the fake knows as Python does. */
export const fakeWords: Readonly<Record<string, string>> = {
  snake_of_mine: "snake_of_mine() Says hiss.",
};

/** Runs the claims on kernels that `start` makes; `stop` ends what it made. */
export function describeKernel(
  name: string,
  kernels: {
    readonly setUp?: () => Promise<void>;
    readonly start: () => Promise<Kernel>;
    readonly tearDown?: () => Promise<void>;
  },
): void {
  describe(name, { timeout: 25_000 }, () => {
    let kernel: Kernel;

    beforeAll(async () => {
      await kernels.setUp?.();
      kernel = await kernels.start();
    }, 60_000);
    afterAll(async () => {
      await kernel.shutdown();
      await kernels.tearDown?.();
    }, 60_000);
    beforeEach(async () => {
      await kernel.execute({ code: "0", silent: true }, () => undefined);
    });

    async function run(source: string, cellId = "cell") {
      const messages: KernelMessage[] = [];
      const reply = await kernel.execute({ code: source, cellId }, (message) =>
        messages.push(message),
      );
      return { reply, messages, outputs: messages.filter(isOutput) };
    }

    /** Starts a run and waits until it has printed. */
    async function startRun(source: string): Promise<{ readonly over: Promise<unknown> }> {
      const printed = defer();
      const over = kernel.execute({ code: source, cellId: "long" }, (message) => {
        if (message.type === "stream") printed.resolve();
      });
      over.catch(() => undefined); // Each test looks at it in its own time.
      await printed.promise;
      return { over };
    }

    it("gives streams in the order they were printed, each with its name", async () => {
      const { outputs } = await run(code.prints);
      expect(outputs).toEqual([
        { type: "stream", name: "stdout", text: "one\n" },
        { type: "stream", name: "stderr", text: "two\n" },
        { type: "stream", name: "stdout", text: "three\n" },
      ]);
    });

    it("is busy first, then names the count, then is idle last", async () => {
      const { messages, reply } = await run(code.adds);
      expect(messages[0]).toEqual({ type: "status", state: "busy" });
      expect(messages[1]).toEqual({
        type: "execute_input",
        executionCount: reply.executionCount,
      });
      expect(messages.at(-1)).toEqual({ type: "status", state: "idle" });
    });

    it("gives the last expression's value as a result with the run's count", async () => {
      const { outputs, reply } = await run(code.adds);
      expect(reply.status).toBe("ok");
      expect(outputs).toEqual([
        { type: "execute_result", executionCount: reply.executionCount, ...text("2") },
      ]);
    });

    it("gives an exception as an error with a traceback, and says so in the reply", async () => {
      const { outputs, reply } = await run(code.fails);
      expect(reply).toMatchObject({ status: "error", ename: "ZeroDivisionError" });
      expect(outputs).toHaveLength(1);
      const [error] = outputs;
      if (error?.type !== "error") throw new Error("expected an error output");
      expect(error.evalue).toBe("division by zero");
      expect(error.traceback.join("\n")).toContain("ZeroDivisionError");
    });

    it("counts on from run to run", async () => {
      const first = await run(code.adds);
      const second = await run(code.adds);
      expect(second.reply.executionCount).toBe(Number(first.reply.executionCount) + 1);
    });

    it("gives a display with its id, and its update to whoever updated it", async () => {
      const shown = await run(code.displays, "shows");
      expect(shown.outputs).toEqual([
        { type: "display_data", ...text("'first'"), displayId: "shown" },
      ]);
      const updated = await run(code.updates, "updates");
      expect(updated.outputs).toEqual([
        { type: "update_display_data", ...text("'second'"), displayId: "shown" },
      ]);
    });

    it("passes a clear between the outputs around it", async () => {
      const { outputs } = await run(code.clears);
      expect(outputs).toEqual([
        { type: "stream", name: "stdout", text: "gone\n" },
        { type: "clear_output", wait: true },
        { type: "stream", name: "stdout", text: "kept\n" },
      ]);
    });

    it("runs await at the top level", async () => {
      const { outputs, reply } = await run(code.awaits);
      expect(reply.status).toBe("ok");
      expect(outputs).toEqual([{ type: "stream", name: "stdout", text: "awaited\n" }]);
    });

    it("ends a cell that waits in an await by an interrupt and a message after it", async () => {
      const { over } = await startRun(code.sleeps);
      expect(await stopRun(kernel, over)).toBe("stopped");
      expect(await over).toMatchObject({ status: "error" });
    });

    it("gives what a background task prints to the run that started it, after that run ended", async () => {
      const texts: string[] = [];
      const heard = defer();
      await kernel.execute({ code: code.background, cellId: "starter" }, (message) => {
        if (message.type !== "stream") return;
        texts.push(message.text);
        heard.resolve();
      });
      expect(texts).toEqual([]);
      await heard.promise;
      expect(texts).toEqual(["later\n"]);
    });

    it("does not give late output to a run whose cell has run again", async () => {
      const old: string[] = [];
      await kernel.execute({ code: code.background, cellId: "again" }, (message) => {
        if (message.type === "stream") old.push(message.text);
      });
      await run(code.waits, "again");
      await run(code.awaits, "another");
      expect(old).toEqual([]);
    });

    it("tells the reply once, before the run is over, also of a run that fails", async () => {
      for (const source of [code.adds, code.fails]) {
        const told: ExecuteReply[] = [];
        const onReply = (reply: ExecuteReply): void => void told.push(reply);
        const request = { code: source, cellId: "told", onReply };
        const reply = await kernel.execute(request, () => undefined);
        expect(told).toEqual([reply]);
      }
    });

    it("runs silent code without a count", async () => {
      const before = await run(code.adds);
      const messages: KernelMessage[] = [];
      const reply = await kernel.execute({ code: code.prints, silent: true }, (message) =>
        messages.push(message),
      );
      const after = await run(code.adds);
      expect(reply).toEqual({ status: "ok", executionCount: null });
      expect(messages.filter(isOutput)).toHaveLength(3);
      expect(after.reply.executionCount).toBe(Number(before.reply.executionCount) + 1);
    });

    it("fails code that asks for input instead of waiting for ever", async () => {
      const { reply } = await run(code.inputs);
      expect(reply).toMatchObject({ status: "error", ename: "StdinNotImplementedError" });
    });

    it("asks what code asks with input() and getpass(), and gives it the answers", async () => {
      const asked: InputRequest[] = [];
      const texts: string[] = [];
      const ask = async (source: string, ...answers: string[]): Promise<void> => {
        const onInput = (request: InputRequest): Promise<string> => {
          asked.push(request);
          return Promise.resolve(answers.shift() ?? "");
        };
        await kernel.execute({ code: source, cellId: "asks", onInput }, (message) => {
          if (message.type === "stream") texts.push(message.text.trim());
          if (message.type === "execute_result")
            texts.push(JSON.stringify(message.data["text/plain"]));
        });
      };
      await ask(code.greets, "Ada Žižek 🐍");
      await ask(code.secret, "four");
      await ask(code.twice, "1", "2");
      // Question and answer stand there as in a terminal, but for what is secret.
      expect(texts.join(" ").replaceAll("\n", " ")).toBe(
        'name? Ada Žižek 🐍 hello Ada Žižek 🐍 key: "4" a1 b2 1 2',
      );
      expect(asked.map(({ prompt, password }) => ({ prompt, password }))).toEqual([
        { prompt: "name? ", password: false },
        { prompt: "key: ", password: true },
        { prompt: "a", password: false },
        { prompt: "b", password: false },
      ]);
    });

    it("tells what was run before, the newest last", async () => {
      await run(code.adds);
      await run(code.prints);
      expect((await kernel.history()).slice(-2)).toEqual([code.adds, code.prints]);
    });

    it("stops a run that waits for input, and runs on whatever is answered too late", async () => {
      const late = defer();
      const asked = defer();
      const over = kernel.execute(
        {
          code: code.greets,
          onInput: () => {
            asked.resolve();
            return late.promise.then(() => "too late");
          },
        },
        () => undefined,
      );
      await asked.promise;
      expect(await stopRun(kernel, over)).toBe("stopped");
      expect(await over).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
      late.resolve();
      expect((await run(code.adds)).reply.status).toBe("ok");
    });

    describe.each([
      ["has nothing to do", undefined],
      ["waits in an await", code.sleeps],
      ["is busy without an await", code.blocks],
    ])("while the main shell %s", (_, busy) => {
      let over: Promise<unknown> | undefined;
      beforeEach(async () => {
        await run(code.snake);
        over = busy === undefined ? undefined : (await startRun(busy)).over;
      });
      afterEach(async () => {
        if (over !== undefined) await stopRun(kernel, over);
      });

      it("completes, and counts places as the editor does", async () => {
        const before = "'🐍🐍'; snake";
        const { start, end, matches } = await kernel.complete({
          code: `${before} # 🐍`,
          offset: before.length,
        });
        expect([start, end]).toEqual([before.length - "snake".length, before.length]);
        expect(matches).toContainEqual(
          expect.objectContaining({ text: "snake_of_mine", type: "function" }),
        );
      });

      it("says what a name is, and nothing of one it does not know", async () => {
        const about = async (word: string) =>
          kernel.inspect({ code: `'🐍'; ${word}`, offset: `'🐍'; ${word}`.length }, false);
        expect(JSON.stringify(await about("snake_of_mine"))).toContain("Says hiss.");
        expect(await about("adder_of_mine")).toBeNull();
      });

      it("tells what was run before", async () => {
        const told = await kernel.history();
        expect(told).toContain(code.snake);
        expect(busy === undefined || told.at(-1) === busy).toBe(true);
      });

      it("runs a cell beside, with its own messages, and stays what it was", async () => {
        const status = kernel.status;
        const messages: KernelMessage[] = [];
        const statuses: string[] = [];
        const stop = kernel.onStatus((state) => statuses.push(state));
        const reply = await kernel.execute(
          { code: code.prints, cellId: "beside", beside: true },
          (message) => messages.push(message),
        );
        stop();
        expect(reply.status).toBe("ok");
        expect(messages.filter(isOutput).map((message) => message.type)).toEqual([
          "stream",
          "stream",
          "stream",
        ]);
        expect([status, ...statuses]).toEqual([busy === undefined ? "idle" : "busy"]);
      });
    });

    it("ends what runs beside when it is restarted", async () => {
      const printed = defer();
      const over = kernel.execute({ code: code.sleeps, cellId: "b", beside: true }, (message) => {
        if (message.type === "stream") printed.resolve();
      });
      over.catch(() => undefined);
      await printed.promise;
      await kernel.restart();
      await expect(over).rejects.toThrow(KernelDiedError);
      const again = await kernel.execute(
        { code: code.adds, cellId: "b", beside: true },
        () => undefined,
      );
      expect(again.status).toBe("ok");
    });

    it("takes a key __proto__ for data and lets no object's prototype change", async () => {
      const { outputs } = await run(code.hostile);
      expect(outputs).toEqual([{ type: "display_data", ...text("ab") }]);
      expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    });

    it("runs what is asked for at once one after the other", async () => {
      const order: string[] = [];
      await Promise.all(
        [code.awaits, code.adds, code.prints].map(async (source, index) => {
          await kernel.execute({ code: source, cellId: `row-${index}` }, () => undefined);
          order.push(source);
        }),
      );
      expect(order).toEqual([code.awaits, code.adds, code.prints]);
    });

    it("carries comm messages both ways, in their place among what is printed", async () => {
      const order: string[] = [];
      const heard: CommMessage[] = [];
      const stop = kernel.onComm((message) => {
        order.push(`comm ${message.type}`);
        heard.push(message);
      });
      await kernel.execute({ code: code.comm }, (message) => order.push(message.type));
      await run(code.answers);
      expect(order).toEqual(["status", "execute_input", "comm open", "stream", "status"]);
      const commId = heard[0]?.commId ?? "";
      expect(heard[0]).toMatchObject({
        target: "jupyter.widget",
        data: { state: { a: 1 } },
        metadata: { version: "2.1.0" },
        isAnswer: true,
      });
      expect(heard[0]?.buffers?.map((buffer) => [...new Uint8Array(buffer)])).toEqual([[1, 2]]);
      expect(await kernel.comms("jupyter.widget")).toEqual([commId]);
      expect(await kernel.comms("another.target")).toEqual([]);

      const printed: KernelMessage[] = [];
      const buffers = [new Uint8Array([7]).buffer];
      await kernel.sendComm({ type: "msg", commId, data: { x: 1 }, buffers }, (message) =>
        printed.push(message),
      );
      expect(printed).toEqual([
        { type: "stream", name: "stdout", text: "got 1 [b'\\x07'] True\n" },
      ]);
      expect(heard[1]).toMatchObject({ type: "msg", commId, data: { x: 2 }, isAnswer: true });

      await kernel.sendComm({ type: "close", commId, data: {} });
      expect(await kernel.comms("jupyter.widget")).toEqual([]);
      stop();
      await run(code.comm);
      expect(heard).toHaveLength(2);
    });

    it("gives what a run prints to whoever captures it, the newest first", async () => {
      const given: string[] = [];
      const to = (name: string) => (message: KernelMessage) => {
        if (message.type === "stream") given.push(`${name} ${message.text}`);
      };
      let stop: (() => void)[] = [];
      const onSent = (id: string): void => {
        stop = [kernel.capture(id, to("first")), kernel.capture(id, to("second"))];
      };
      await kernel.execute({ code: code.awaits, onSent }, to("run"));
      expect(given).toEqual(["second awaited\n"]);
      for (const end of stop) end();
      await kernel.execute({ code: code.awaits }, to("run"));
      expect(given.at(-1)).toBe("run awaited\n");
    });

    it("knows its language", async () => {
      const info = await kernel.info();
      expect(info.language).toBe("python");
      expect(info.languageVersion).toMatch(/^3\.\d+\.\d+/);
      expect(info.supportsSubshells).toBe(true);
    });

    it("rejects what runs and what waits when it is restarted, and counts from 1 again", async () => {
      const { over } = await startRun(code.sleeps);
      const waiting = run(code.adds, "waiting");
      waiting.catch(() => undefined);
      await kernel.restart();
      await expect(over).rejects.toThrow(KernelDiedError);
      await expect(waiting).rejects.toThrow(KernelDiedError);
      const { reply } = await run(code.adds);
      expect(reply.executionCount).toBe(1);
    });

    it("rejects what runs when the kernel's process is killed, and says that it is away", async () => {
      const statuses: string[] = [];
      const stop = kernel.onStatus((status) => statuses.push(status));
      await expect(run(code.dies)).rejects.toThrow(KernelDiedError);
      expect(statuses.some((status) => status === "starting" || status === "dead")).toBe(true);
      stop();
      const { reply } = await run(code.adds);
      expect(reply).toEqual({ status: "ok", executionCount: 1 });
    });

    it("rejects new runs after its end", async () => {
      const other = await kernels.start();
      await other.shutdown();
      expect(other.status).toBe("dead");
      await expect(other.execute({ code: code.adds }, () => undefined)).rejects.toThrow(
        KernelDiedError,
      );
    });
  });
}

function isOutput(message: KernelMessage): boolean {
  return message.type !== "status" && message.type !== "execute_input";
}
