// The Python side of grading: `server` are the files of the package `lessonbook_grading`, which the grader's own Jupyter
// Server runs; `guard` is run in each kernel, and `watch` where asyncio is used.
import init from "./__init__.py";
import main from "./__main__.py";
import guard from "./guard.py";
import keeper from "./keeper.py";
import kernel from "./kernel.py";
import processes from "./processes.py";
import provisioner from "./provisioner.py";
import sandbox from "./sandbox.py";
import server from "./server.py";
import watch from "./watch.py";
import zygote from "./zygote.py";

/** Text by file name. */
export const GRADING_SERVER: Readonly<Record<string, string>> = {
  "__init__.py": init,
  "__main__.py": main,
  "keeper.py": keeper,
  "kernel.py": kernel,
  "processes.py": processes,
  "provisioner.py": provisioner,
  "sandbox.py": sandbox,
  "server.py": server,
  "zygote.py": zygote,
};

export const GUARD: string = guard;
export const WATCH: string = watch;
