// A real `c4 agent` and a real `c4 controller` that cannot run: each says why and what to do, and
// ends by itself. Nobody listens where NATS should be; none of these may wait for it.

import { strict as assert } from "node:assert";
import { createServer, type AddressInfo, type Server } from "node:net";
import path from "node:path";
import { makeDirectory } from "../../fixtures/agent.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { startC4, type Running } from "../../cli/processes.ts";

const endMs = 20_000;

describe("an agent and a controller that cannot run", function () {
  this.timeout(60_000);
  let directory: ReturnType<typeof makeDirectory>;
  let taken: Server;
  let address: string;
  let running: Running | undefined;
  beforeEach(async () => {
    directory = makeDirectory();
    taken = createServer();
    await new Promise<void>((resolve) => { taken.listen(0, "127.0.0.1", resolve); });
    address = `127.0.0.1:${(taken.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    running?.process.kill("SIGKILL"); // only one that failed its test still lives
    await new Promise((resolve) => { taken.close(resolve); });
    directory.remove();
  });

  const nats = ["--nats.url", "nats://127.0.0.1:1"];
  const agent = (...more: readonly string[]): readonly string[] => [
    "agent", "--node", "node-0", "--directory", directory.path, ...nats,
    "--probe.listen", "127.0.0.1:0", ...more,
  ];
  const controller = (...more: readonly string[]): readonly string[] =>
    ["controller", ...nats, "--http.listen", "127.0.0.1:0", ...more];

  const ended = async (words: readonly string[]): Promise<string> => {
    const started = startC4(words);
    running = started;
    const code = await Promise.race([
      started.ended,
      new Promise((resolve) => { setTimeout(resolve, endMs, "it lives on").unref(); }),
    ]);
    assert.equal(code, 1, started.errors());
    return started.errors();
  };

  it("the agent ends when the port for probes is taken, naming it and the remedy", async () => {
    const said = await ended(agent("--probe.listen", address));
    assert.match(said, new RegExp(`c4: \\[unavailable\\] probe.listen is ${address}: `));
    assert.match(said, /: the port is taken; free that port or choose another/);
  });

  it("the agent ends when the port of its metrics is taken, naming it and the remedy", async () => {
    const said = await ended(agent("--http.listen", address));
    assert.match(said, new RegExp(`c4: \\[unavailable\\] http.listen is ${address}: `));
    assert.match(said, /: the port is taken; free that port or choose another/);
  });

  it("the agent ends when it cannot have an address that is not this machine's", async () => {
    const said = await ended(agent("--probe.listen", "192.0.2.1:0"));
    assert.match(said, /is 192.0.2.1:0: no address of this machine; choose one of this/);
  });

  for (const field of ["nats.tokenFile", "nats.caFile"]) {
    it(`the agent ends when the file of ${field} cannot be read, naming both`, async () => {
      const file = path.join(directory.path, "missing");
      const said = await ended(agent(`--${field}`, file));
      assert.match(said, new RegExp(`c4: \\[not-found\\] ${field} is ${file}: no such file;`));
      assert.match(said, /; make it readable for this user, or leave the field empty/);
    });

    it(`the controller ends when the file of ${field} cannot be read, naming both`, async () => {
      const file = path.join(directory.path, "missing");
      const said = await ended(controller(`--${field}`, file));
      assert.match(said, new RegExp(`c4: \\[not-found\\] ${field} is ${file}: no such file;`));
      assert.match(said, /; make it readable for this user, or leave the field empty/);
    });
  }

  it("the controller ends when its port is taken, naming it and the remedy", async () => {
    const said = await ended(controller("--http.listen", address));
    assert.match(said, new RegExp(`c4: \\[unavailable\\] http.listen is ${address}: `));
    assert.match(said, /: the port is taken; free that port or choose another/);
  });

  it("the agent stops on SIGTERM while it still waits for NATS, and that is no error", async () => {
    const started = startC4(agent());
    running = started;
    await eventually("it waits", () => started.errors().includes("does not answer"));
    started.process.kill("SIGTERM");
    assert.equal(await started.ended, 0, started.errors());
  });
});
