// What the build makes of files that are no scripts: style sheets as text, fonts as addresses.
declare module "katex/dist/katex.min.css" {
  const text: string;
  export default text;
}

declare module "*.woff2" {
  const address: string;
  export default address;
}
