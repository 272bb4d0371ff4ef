// Grading on a Jupyter Server elsewhere, also behind a hub, or on a Kernel Gateway: only kernels are asked for, and files
// go by value through them, so nothing has to be shared with that machine.
import { readFile } from "node:fs/promises";
import type { Kernel, Server } from "../../execution/ports.ts";
import { ServerError } from "../../execution/ports.ts";
import { runTimed } from "../../execution/timed-run.ts";
import { connectServer } from "../../jupyter/server.ts";
import { reasonOf } from "../terminal.ts";
import { KernelEnds } from "./kernel-ends.ts";
import { PlaceLostError, type GradingPlace, type WorkFile, type Workroom } from "./place.ts";
import { within } from "../../execution/within.ts";

export interface RemotePlaceOptions {
  readonly url: string;
  readonly token: string;
  readonly slots: number;
}

/** Milliseconds between two looks whether the server is there, and looks without an answer after which it is lost. */
const [PAUSE, MOST_SILENCE] = [2_000, 3];
/** Milliseconds until a fresh kernel must have taken a submission's files. */
const FILL_TIME = 60_000;
/** Milliseconds until it must have taken them away. */
const REMOVE_TIME = 2_000;

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
    return Promise.resolve(
      new RemoteRoom(files, {
        start: (wanted) => this.#start(wanted),
        look: () => this.#look(),
        lost: this.#lost.signal,
      }),
    );
  }

  close(): Promise<void> {
    clearInterval(this.#looking);
    this.#server.dispose();
    return Promise.resolve();
  }

  lost(error: unknown): PlaceLostError {
    const reason = reasonOf(error);
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

/** What a room needs of its place. */
interface Door {
  start(wanted: string | undefined): Promise<Kernel>;
  look(): Promise<void>;
  readonly lost: AbortSignal;
}

class RemoteRoom implements Workroom {
  readonly hasModules = false;
  readonly #files: readonly WorkFile[];
  readonly #door: Door;
  readonly #ends = new KernelEnds();
  /** On the machine of the kernel. */
  readonly #folders = new Map<Kernel, string>();
  /** Folders that their kernels could not take away. */
  #left: readonly string[] = [];

  constructor(files: readonly WorkFile[], door: Door) {
    this.#files = files;
    this.#door = door;
  }

  get lost(): AbortSignal {
    return this.#door.lost;
  }

  async startKernel(wanted: string | undefined): Promise<Kernel> {
    const kernel = await this.#door.start(wanted);
    const folder = await fillFolder(kernel, this.#files, this.lost);
    if (folder !== "") this.#folders.set(kernel, folder);
    return kernel;
  }

  endKernel(kernel: Kernel): void {
    this.#ends.end(kernel, async () => {
      const folder = this.#folders.get(kernel);
      if (folder === undefined || (await removeFolders(kernel, [folder]))) return;
      this.#left = [...this.#left, folder];
    });
  }

  whyEnded(): Promise<string> {
    return Promise.resolve("");
  }

  look(): Promise<void> {
    return this.#door.look();
  }

  async close(): Promise<void> {
    await this.#ends.all();
    if (this.#left.length === 0 || this.lost.aborted) return;
    // What ended or stuck kernels have left takes a fresh one away; a server that starts none has to see to it itself.
    const kernel = await this.#door.start(undefined).catch(() => undefined);
    if (kernel === undefined) return;
    await removeFolders(kernel, this.#left);
    this.#ends.end(kernel);
    await this.#ends.all();
  }
}

/** Makes a folder on the kernel's machine with the files in it, and goes there. */
async function fillFolder(
  kernel: Kernel,
  files: readonly WorkFile[],
  lost: AbortSignal,
): Promise<string> {
  const listed = await Promise.all(
    files.map(async ({ path, from }) => [path, await readFile(from, "base64")]),
  );
  const literal = (value: unknown): string => JSON.stringify(JSON.stringify(value));
  const code = `def _lessonbook_fill():
    import base64, json, os, tempfile
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

/** Gives whether the kernel said that they are gone. */
async function removeFolders(kernel: Kernel, folders: readonly string[]): Promise<boolean> {
  const code = `import json as _j, shutil as _s
for _f in _j.loads(${JSON.stringify(JSON.stringify(folders))}): _s.rmtree(_f, ignore_errors=True)`;
  const removed = kernel.execute({ code, silent: true }, () => undefined);
  const reply = await within(REMOVE_TIME, removed).catch(() => undefined);
  return reply?.status === "ok";
}
