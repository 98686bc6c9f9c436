// The protobuf codec, as the controller uses it. Only io touches protobuf; main gets it from here.

import {
  createSignatureReader, decodeEvent, decodeReply, encodeCommand, isWholeWindow,
} from "../../proto/wire/codec.ts";

export const wire = {
  createSignatureReader, decodeEvent, decodeReply, encodeCommand, isWholeWindow,
} as const;
