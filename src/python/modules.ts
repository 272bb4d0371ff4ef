// The modules that run inside the kernel, by name: `lessonbook.<name>` there.
import measure from "./measure.py";

export const PYTHON_MODULES: Readonly<Record<string, string>> = { measure };
