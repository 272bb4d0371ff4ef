// Python sources import as text: esbuild and the unit tests both load them so.
declare module "*.py" {
  const source: string;
  export default source;
}
