// `c4 controller`: a thin wrapper over controller/main.ts. Flags are its configuration's fields.

import {
  controllerFields, readControllerOptions, runController, type ControllerConfig,
} from "../../controller/main.ts";
import { type Result, success } from "../../proto/errors.ts";
import { type Command, type CommandInput, exitCodes, textOf } from "../terminal/command.ts";
import { flagsOf, parseSettings, serviceSignal, tellParent } from "../run/service.ts";
import { readVersion } from "../terminal/version.ts";

export const controllerCommand: Command = {
  kind: "command",
  name: "controller",
  summary: "Run the controller",
  description: "Ends cleanly on SIGTERM and SIGINT. /healthz and /readyz answer for probes.",
  flags: [
    { name: "config", value: "FILE", help: "JSON configuration" }, ...flagsOf(controllerFields),
  ],
  examples: [
    "c4 controller --config /etc/c4/controller.json",
    "c4 controller --nats.url nats://nats:4222 --http.listen 0.0.0.0:7044",
  ],
  exitCodes: [["0", "stopped as asked"], ["1", "error"], ["64", "usage"]],
  run: runControllerCommand,
};

async function runControllerCommand(input: CommandInput): Promise<Result<number>> {
  const settings = parseSettings(input.values, controllerFields);
  if (!settings.ok) return settings;
  const options = readControllerOptions(
    textOf(input.values, "config") ?? "",
    settings.value as Partial<ControllerConfig>, // each of its field's kind
    input.environment,
  );
  if (!options.ok) return options;
  const ended = await runController(options.value, serviceSignal(), {
    version: readVersion(),
    onReady: (ready) => tellParent({ kind: "ready", url: ready.url }),
    writeLog: (line) => input.errors.write(`${line.trimEnd()}\n`),
  });
  return ended.ok ? success(exitCodes.healthy) : ended;
}
