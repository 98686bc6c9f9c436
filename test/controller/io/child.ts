// A controller as a process of its own, for tests that kill or stop it: configuration as JSON in
// the first argument, the fake or real core and codec by the second, one JSON line on stdout when
// it is ready.

import {
  readControllerOptions, runController, type ControllerConfig,
} from "../../../controller/main.ts";
import { fakeCore, jsonCodec, valueOf } from "./fake.ts";

const overrides = JSON.parse(process.argv[2] ?? "{}") as Partial<ControllerConfig>;
const stopping = new AbortController();
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => stopping.abort());
}
const ended = await runController(
  valueOf(readControllerOptions("", overrides, process.env)), stopping.signal,
  {
    version: "test",
    ...(process.argv[3] === "real" ? {} : { parts: { core: fakeCore, codec: jsonCodec } }),
    onReady: (ready) => process.stdout.write(`${JSON.stringify(ready)}\n`),
    writeLog: (line) => process.stderr.write(line),
  },
);
process.exitCode = ended.ok ? 0 : 1;
