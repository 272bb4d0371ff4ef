// A Jupyter Server behind the port `Server`, in a page and in Node alike. No managers of the library are used: they poll
// every ten seconds, and a page that polls keeps a hub from stopping an idle server.
import type { Kernel as Services } from "@jupyterlab/services";
import type { KernelChoice, RunningKernel, Server, Session } from "../execution/ports.ts";
import { ServerError } from "../execution/ports.ts";
import { nameOf } from "../execution/paths.ts";
import { isObject } from "../nbformat/parse.ts";
import { callServer, makeConnection, type Connection, type ServerSettings } from "./connection.ts";
import { makeContents } from "./contents.ts";
import type { JupyterKernel } from "./kernel.ts";

/** Speaks to the server at an address. Nothing is sent before the first call. */
export function connectServer(settings: ServerSettings): Server {
  const connection = makeConnection(settings);
  const sessions = new Set<Session>();
  const open = async (
    path: string,
    start: (specs: readonly KernelSpec[]) => Promise<Started>,
  ): Promise<Session> => {
    // The kernel's protocol is the heavier half; a page has its text on the screen before it is fetched.
    const loading = loadKernel();
    loading.catch(() => undefined); // Awaited below, after what the reader can do something about.
    const specs = await fetchKernelSpecs(connection);
    const started = await start(specs);
    const room = await loading;
    const clientId = await settings.clientId;
    const session = makeSession({ connection, clientId, path, started, specs, room });
    sessions.add(session);
    return session;
  };
  return {
    contents: makeContents(connection),

    kernelSpecs: () => fetchKernelSpecs(connection),

    openSession: ({ path, kernelName }) =>
      open(path, (specs) => {
        const known = specs.some(({ name }) => name === kernelName);
        return startSession(connection, path, known ? kernelName : undefined);
      }),

    startKernel: async ({ path, kernelName }) => {
      const { JupyterKernel } = await loadKernel();
      const start = (): Promise<Services.IModel> => startBareKernel(connection, path, kernelName);
      return new JupyterKernel({ connection, model: await start(), replace: start });
    },

    changeKernel: (path, choice) => open(path, () => changeSession(connection, path, choice)),

    runningKernels: () => fetchRunningKernels(connection),

    stopKernel: async (id) => {
      await callServer(connection, {
        to: "stop the kernel",
        method: "DELETE",
        path: `api/kernels/${encodeURIComponent(id)}`,
        expect: [404, 410],
      });
    },

    dispose: () => {
      for (const session of sessions) session.dispose();
      sessions.clear();
    },
  };
}

/** What the server says of a session. */
interface Started {
  readonly id: string;
  readonly kernel: Services.IModel;
  readonly joined: boolean;
}

interface KernelSpec {
  readonly name: string;
  readonly displayName: string;
}

function makeSession(options: {
  readonly connection: Connection;
  readonly clientId: string | undefined;
  readonly path: string;
  readonly started: Started;
  readonly specs: readonly KernelSpec[];
  readonly room: { readonly JupyterKernel: typeof JupyterKernel };
}): Session {
  const { connection, clientId, path, started, specs, room } = options;
  let { id } = started;
  const kernelName = started.kernel.name;
  const kernel = new room.JupyterKernel({
    connection,
    model: started.kernel,
    ...(clientId !== undefined && { clientId }),
    replace: async () => {
      const next = await startSession(connection, path, kernelName);
      id = next.id;
      return next.kernel;
    },
  });
  return {
    kernel,
    displayName: specs.find(({ name }) => name === kernelName)?.displayName ?? kernelName,
    joined: started.joined,
    async shutdown() {
      await callServer(connection, {
        to: "end the kernel",
        method: "DELETE",
        path: `api/sessions/${encodeURIComponent(id)}`,
        expect: [404, 410], // Gone already is what was asked for.
      });
      kernel.markShutDown();
    },
    dispose: () => kernel.dispose(),
  };
}

async function loadKernel(): Promise<{ readonly JupyterKernel: typeof JupyterKernel }> {
  try {
    return await import("./kernel.ts");
  } catch (error) {
    throw new ServerError(
      "Could not load the part of this page that speaks to kernels. Check that the server runs, then try again.",
      "unreachable",
      0,
      { cause: error },
    );
  }
}

/** Starts a kernel for a path; the server gives the session that is there already. */
async function startSession(
  connection: Connection,
  path: string,
  kernelName: string | undefined,
): Promise<Started> {
  const attempt = { to: "start a kernel" };
  const running = await callServer(connection, { ...attempt, path: "api/sessions" });
  const { json } = await callServer(connection, {
    ...attempt,
    method: "POST",
    path: "api/sessions",
    body: {
      path,
      name: nameOf(path),
      type: "notebook",
      kernel: kernelName === undefined ? {} : { name: kernelName },
    },
  });
  const { id, kernel } = readSession(json);
  const before: readonly unknown[] = Array.isArray(running.json) ? running.json : [];
  const joined = before.some((session) => isObject(session) && session.id === id);
  return { id, kernel, joined };
}

/** Starts a kernel without a session; its folder is that of the path. */
async function startBareKernel(
  connection: Connection,
  path: string,
  name: string | undefined,
): Promise<Services.IModel> {
  const { json } = await callServer(connection, {
    to: "start a kernel",
    method: "POST",
    path: "api/kernels",
    body: { path, ...(name !== undefined && { name }) },
  });
  return readKernel(json);
}

/** Gives the file's session another kernel; the server ends the one before. Starts a session where there is none. */
async function changeSession(
  connection: Connection,
  path: string,
  choice: KernelChoice,
): Promise<Started> {
  const attempt = { to: "change the kernel" };
  const { json } = await callServer(connection, { ...attempt, path: "api/sessions" });
  const sessions: readonly unknown[] = Array.isArray(json) ? json : [];
  const own = sessions.find((session) => isObject(session) && session.path === path);
  const id = isObject(own) && typeof own.id === "string" ? own.id : undefined;
  const body = { path, name: nameOf(path), type: "notebook", kernel: { ...choice } };
  const changed = await callServer(
    connection,
    id === undefined
      ? { ...attempt, method: "POST", path: "api/sessions", body }
      : { ...attempt, method: "PATCH", path: `api/sessions/${encodeURIComponent(id)}`, body },
  );
  return { ...readSession(changed.json), joined: "id" in choice };
}

function readSession(json: unknown): Omit<Started, "joined"> {
  const kernel = isObject(json) ? json.kernel : undefined;
  if (!isObject(json) || typeof json.id !== "string" || !isObject(kernel)) {
    throw new ServerError(
      "Could not start a kernel: the server's answer is unreadable.",
      "other",
      0,
    );
  }
  return { id: json.id, kernel: readKernel(kernel) };
}

function readKernel(json: unknown): Services.IModel {
  const { id, name } = isObject(json) ? json : {};
  if (typeof id !== "string" || typeof name !== "string") {
    throw new ServerError("Could not start a kernel: the server named none.", "other", 0);
  }
  return { id, name };
}

async function fetchRunningKernels(connection: Connection): Promise<readonly RunningKernel[]> {
  const to = "list the running kernels";
  const [kernels, sessions, specs] = await Promise.all([
    callServer(connection, { to, path: "api/kernels" }),
    callServer(connection, { to, path: "api/sessions" }),
    fetchKernelSpecs(connection),
  ]);
  const used: readonly unknown[] = Array.isArray(sessions.json) ? sessions.json : [];
  const listed: readonly unknown[] = Array.isArray(kernels.json) ? kernels.json : [];
  return listed.flatMap((kernel): RunningKernel[] => {
    if (!isObject(kernel) || typeof kernel.id !== "string") return [];
    const { id, name } = kernel;
    const paths = used.flatMap((session) =>
      isObject(session) &&
      isObject(session.kernel) &&
      session.kernel.id === id &&
      typeof session.path === "string"
        ? [session.path]
        : [],
    );
    const displayName = specs.find((spec) => spec.name === name)?.displayName;
    const text = (value: unknown): string => (typeof value === "string" ? value : "");
    return [
      {
        id,
        displayName: displayName ?? (text(name) || id),
        paths,
        state: text(kernel.execution_state),
        lastActivity: text(kernel.last_activity),
      },
    ];
  });
}

async function fetchKernelSpecs(connection: Connection): Promise<readonly KernelSpec[]> {
  const { json } = await callServer(connection, {
    to: "list the kernels",
    path: "api/kernelspecs",
  });
  const specs = isObject(json) && isObject(json.kernelspecs) ? json.kernelspecs : {};
  const first = isObject(json) ? json.default : undefined;
  return Object.entries(specs)
    .map(([name, entry]) => {
      const spec = isObject(entry) && isObject(entry.spec) ? entry.spec : {};
      const shown = spec.display_name;
      return { name, displayName: typeof shown === "string" && shown !== "" ? shown : name };
    })
    .sort((a, b) => Number(b.name === first) - Number(a.name === first));
}
