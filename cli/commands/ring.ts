// `c4 ring FILE`.

import { success } from "../../proto/errors.ts";
import { type Command, exitCodes, outputFlag, textOf } from "../terminal/command.ts";
import { print } from "../terminal/print.ts";
import { readRingFile } from "../ring/read.ts";
import { formatRing } from "../view/ring.ts";

export const ringCommand: Command = {
  kind: "command",
  name: "ring",
  summary: "Look inside one process's shared-memory file",
  description:
    "Reads what the hook of one training process has written, without agent or controller. The\n" +
    "files lie in $C4_DIR/NODE/proc/; an agent removes one after it has told how its process\n" +
    "ended, and where there is none it stays.",
  positionals: [{ name: "FILE", help: "A file that ends in .mon" }],
  flags: [outputFlag],
  examples: ["c4 ring /dev/shm/c4-Ab12Cd/node-0/proc/4101-88123.mon", "c4 ring FILE -o json"],
  exitCodes: [["0", "read"], ["1", "not there, damaged, or of another layout"], ["64", "usage"]],
  run: async (input) => {
    const view = readRingFile(input.positionals[0] ?? "");
    if (!view.ok) return view;
    print(input.output, textOf(input.values, "output") === "json", view.value,
      (options) => formatRing(view.value, options));
    return success(exitCodes.healthy);
  },
};
