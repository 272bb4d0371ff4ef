// Makes Python modules importable in a kernel that does not have them. Pure: gives the code to run.

/**
 * Python code that adds modules to the package `lessonbook` where they cannot be imported already.
 * It leaves no name behind in the reader's namespace.
 * @param modules source text by module name, without the package.
 */
export function installModules(modules: Readonly<Record<string, string>>): string {
  // JSON text inside a JSON string is also a Python string literal.
  const literal = JSON.stringify(JSON.stringify(modules));
  return `def _lessonbook_install(text):
    import importlib, json, sys, types
    try:
        package = importlib.import_module("lessonbook")
    except ImportError:
        package = types.ModuleType("lessonbook")
        package.__path__ = []
        sys.modules["lessonbook"] = package
    for name, source in json.loads(text).items():
        full = "lessonbook." + name
        try:
            importlib.import_module(full)
        except ImportError:
            module = types.ModuleType(full)
            module.__package__ = "lessonbook"
            exec(compile(source, "<" + full + ">", "exec"), module.__dict__)
            sys.modules[full] = module
            setattr(package, name, module)
_lessonbook_install(${literal})
del _lessonbook_install
`;
}
