// The bundler collects style sheets that a script imports.
declare module "*.css";
