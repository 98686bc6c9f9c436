// Everything that crosses NATS, between bytes and the plain types of proto/. `encode…` takes what
// our own code made and is right by its types; `decode…` believes nothing.

export { decodeCommand, decodeReply, encodeCommand, encodeReply } from "./command.ts";
export { decodeEvent, encodeEvent } from "./event.ts";
export {
  createSignatureReader, createSignatureWriter, decodeSignature, encodeSignature, isWholeWindow,
  type SignatureReader, type SignatureWriter,
} from "./signature.ts";
export { wireLimits } from "./check.ts";
