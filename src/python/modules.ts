// The modules that run inside the kernel, by name: `lessonbook.<name>` there.
import beside from "./beside.py";
import measure from "./measure.py";
import tasks from "./tasks.py";

export const PYTHON_MODULES: Readonly<Record<string, string>> = { beside, measure, tasks };
