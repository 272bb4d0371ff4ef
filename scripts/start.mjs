// `npm start`: installs and builds what is missing or old, then hands over to the terminal program's `start`.
// This file uses nothing that an old Node lacks, so that it can say so.

const major = Number(process.versions.node.split(".")[0]);
if (major < 20) {
  console.error(
    `Lessonbook needs Node.js 20 or newer, and this is ${process.versions.node}. Install a newer one from nodejs.org, then start again.`,
  );
  process.exit(1);
}
void import("./lib/prepare.mjs").then(({ prepare, PrepareError }) =>
  prepare({ dev: false }).then(
    async () => {
      process.argv.splice(2, 0, "start");
      // By a name that the type checker does not follow into the bundle.
      const program = new URL("../dist/cli/lessonbook.mjs", import.meta.url).href;
      await import(program);
    },
    (/** @type {unknown} */ error) => {
      // What `prepare` throws is meant for the person; anything else is a fault of ours, shown whole.
      if (!(error instanceof PrepareError)) throw error;
      console.error(error.message);
      process.exit(error.exitCode);
    },
  ),
);
