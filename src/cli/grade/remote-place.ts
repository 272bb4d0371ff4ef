// Grading on a Jupyter Server elsewhere, also behind a hub, or on a Kernel Gateway: only kernels are asked for, and files
// go by value through them, so nothing has to be shared with that machine.
import { readFile } from "node:fs/promises";
import type { Kernel, Server } from "../../execution/ports.ts";
import { ServerError } from "../../execution/ports.ts";
import { runTimed } from "../../execution/timed-run.ts";
import { connectServer } from "../../jupyter/server.ts";
import { PlaceLostError, type GradingPlace, type WorkFile, type Workroom } from "./place.ts";

export interface RemotePlaceOptions {
  readonly url: string;
  readonly token: string;
  readonly slots: number;
}

/** Milliseconds between two looks whether the server is there, and looks without an answer after which it is lost. */
const [PAUSE, MOST_SILENCE] = [2_000, 3];
/** Milliseconds until a fresh kernel must have taken a submission's files. */
const FILL_TIME = 60_000;

/** @throws PlaceLostError when the server does not answer, or does not let us in */
export async function openRemotePlace(options: RemotePlaceOptions): Promise<GradingPlace> {
  const server = connectServer({ baseUrl: options.url, token: options.token });
  const place = new RemotePlace(options, server);
  try {
    await server.kernelSpecs();
  } catch (error) {
    await place.close();
    throw place.lost(error);
  }
  return place;
}

class RemotePlace implements GradingPlace {
  readonly name: string;
  readonly isolation = "remote";
  readonly isolationWords =
    "submissions run on the servers you named; what they can reach there depends on those";
  readonly slots: number;
  readonly #server: Server;
  #specs: Promise<readonly string[]> | undefined;
  readonly #lost = new AbortController();
  /** Looks in a row that nobody answered. */
  #silence = 0;
  readonly #looking: ReturnType<typeof setInterval>;

  constructor(options: RemotePlaceOptions, server: Server) {
    this.name = options.url;
    this.slots = options.slots;
    this.#server = server;
    this.#looking = setInterval(() => void this.#look(), PAUSE);
  }

  open(files: readonly WorkFile[]): Promise<Workroom> {
    let folder = "";
    let last: Kernel | undefined;
    return Promise.resolve({
      startKernel: async (wanted) => {
        const kernel = await this.#start(wanted);
        folder = await fillFolder(kernel, files, folder, this.#lost.signal);
        last = kernel;
        return kernel;
      },
      hasModules: false,
      whyEnded: () => Promise.resolve(""),
      lost: this.#lost.signal,
      look: () => this.#look(),
      close: async () => {
        if (last !== undefined && folder !== "") await removeFolder(last, folder);
      },
    });
  }

  close(): Promise<void> {
    clearInterval(this.#looking);
    this.#server.dispose();
    return Promise.resolve();
  }

  lost(error: unknown): PlaceLostError {
    const reason = error instanceof Error ? error.message : String(error);
    return new PlaceLostError(`${this.name} is out of reach: ${reason}`, { cause: error });
  }

  async #start(wanted: string | undefined): Promise<Kernel> {
    try {
      this.#specs ??= this.#server.kernelSpecs().then((specs) => specs.map(({ name }) => name));
      const kernelName = (await this.#specs).find((name) => name === wanted);
      return await this.#server.startKernel({
        path: "",
        ...(kernelName !== undefined && { kernelName }),
      });
    } catch (error) {
      if (error instanceof ServerError) throw this.lost(error);
      throw error;
    }
  }

  async #look(): Promise<void> {
    try {
      await this.#server.kernelSpecs();
      this.#silence = 0;
    } catch {
      this.#silence += 1;
      if (this.#silence >= MOST_SILENCE) this.#lost.abort();
    }
  }
}

/** Makes a folder in the kernel's machine with the files in it, takes the one of a kernel before away, and goes there. */
async function fillFolder(
  kernel: Kernel,
  files: readonly WorkFile[],
  before: string,
  lost: AbortSignal,
): Promise<string> {
  const listed = await Promise.all(
    files.map(async ({ path, from }) => [path, await readFile(from, "base64")]),
  );
  const literal = (value: unknown): string => JSON.stringify(JSON.stringify(value));
  const code = `def _lessonbook_fill():
    import base64, json, os, shutil, tempfile
    before = json.loads(${literal(before)})
    if before:
        shutil.rmtree(before, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix="lessonbook-")
    for path, text in json.loads(${literal(listed)}):
        file = os.path.join(folder, path)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "wb") as out:
            out.write(base64.b64decode(text))
    os.chdir(folder)
    os.environ["NBGRADER_EXECUTION"] = "autograde"
    print(folder, end="")
_lessonbook_fill()
del _lessonbook_fill
`;
  let said = "";
  const run = await runTimed(
    kernel,
    { code, silent: true },
    {
      deadline: FILL_TIME,
      signal: lost,
      onMessage: (message) => {
        if (message.type === "stream" && message.name === "stdout") said += message.text;
      },
    },
  );
  if (run.end !== "over") throw new PlaceLostError("A kernel that was started does not answer.");
  // A kernel of another language has no folder of ours; the submission runs where it stands.
  return run.reply.status === "ok" ? said : "";
}

async function removeFolder(kernel: Kernel, folder: string): Promise<void> {
  const code = `import shutil as _s; _s.rmtree(${JSON.stringify(folder)}, ignore_errors=True)`;
  const removed = kernel.execute({ code, silent: true }, () => undefined);
  // A kernel that is gone or stuck keeps its folder; the machine it ran on has to see to it.
  await Promise.race([removed, new Promise((resolve) => setTimeout(resolve, 2_000))]).catch(
    () => undefined,
  );
}
