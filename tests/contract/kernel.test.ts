// The kernel contract on the fake, and on ipykernel behind a plain Jupyter Server and behind Lessonbook's.
import { connectServer } from "../../src/jupyter/server.ts";
import type { Server } from "../../src/execution/ports.ts";
import { FakeKernel } from "../support/fake-kernel.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { describeKernel, fakePrograms, fakeWords } from "./kernel.contract.ts";

describeKernel("fake kernel", {
  start: () => Promise.resolve(new FakeKernel({ programs: fakePrograms, words: fakeWords })),
});

for (const lessonbook of [false, true]) {
  let running: TestServer;
  let server: Server;
  let count = 0;
  describeKernel(`ipykernel on ${lessonbook ? "Lessonbook's" : "a plain Jupyter"} Server`, {
    setUp: async () => {
      running = await startTestServer({ lessonbook, baseUrl: lessonbook ? "/user/ann/" : "/" });
      server = connectServer({ baseUrl: running.url, token: running.token });
    },
    start: async () => (await server.openSession({ path: `notebook-${++count}.ipynb` })).kernel,
    tearDown: async () => {
      server.dispose();
      await running.stop();
    },
  });
}
