// The page's bundler collects style sheets that a script imports; the terminal program takes them as text.
declare module "*.css" {
  const text: string;
  export default text;
}
