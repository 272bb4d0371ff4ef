// Makes Python modules importable in a kernel that does not have them. Pure: gives the code to run.

/**
 * Python code after which modules of the package `lessonbook` can be imported where they could not be before. A module
 * is compiled when it is first imported, and its lines show in tracebacks. No name is left in the reader's namespace.
 * @param modules source text by module name, without the package.
 */
export function installModules(modules: Readonly<Record<string, string>>): string {
  // JSON text inside a JSON string is also a Python string literal.
  const literal = JSON.stringify(JSON.stringify(modules));
  return `def _lessonbook_install(text):
    import importlib.abc, importlib.util, json, sys, types
    try:
        import lessonbook
    except ImportError:
        package = types.ModuleType("lessonbook")
        package.__path__ = []
        sys.modules["lessonbook"] = package
    class Modules(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
        sources = {"lessonbook." + name: source for name, source in json.loads(text).items()}
        def find_spec(self, name, path=None, target=None):
            if name in self.sources:
                return importlib.util.spec_from_loader(name, self, origin=name.replace(".", "/") + ".py")
        def get_source(self, name):
            return self.sources[name]
        def exec_module(self, module):
            file = module.__spec__.origin
            exec(compile(self.get_source(module.__name__), file, "exec"), module.__dict__)
    sys.meta_path[:] = [*(f for f in sys.meta_path if type(f).__qualname__ != Modules.__qualname__), Modules()]
_lessonbook_install(${literal})
del _lessonbook_install
`;
}
