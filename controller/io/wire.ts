// The protobuf codec, as the controller uses it. Only io touches protobuf; main gets it from here.

import {
  decodeEvent, decodeReply, decodeSignature, encodeCommand,
} from "../../proto/wire/codec.ts";

export const wire = { decodeEvent, decodeReply, decodeSignature, encodeCommand } as const;
