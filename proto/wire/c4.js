/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const c4 = $root.c4 = (() => {

    const c4 = {};

    c4.v1 = (function() {

        const v1 = {};

        v1.Function = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "FUNCTION_UNKNOWN"] = 0;
            values[valuesById[1] = "FUNCTION_ALL_REDUCE"] = 1;
            values[valuesById[2] = "FUNCTION_BROADCAST"] = 2;
            values[valuesById[3] = "FUNCTION_REDUCE"] = 3;
            values[valuesById[4] = "FUNCTION_ALL_GATHER"] = 4;
            values[valuesById[5] = "FUNCTION_REDUCE_SCATTER"] = 5;
            values[valuesById[6] = "FUNCTION_ALL_TO_ALL"] = 6;
            values[valuesById[7] = "FUNCTION_GATHER"] = 7;
            values[valuesById[8] = "FUNCTION_SCATTER"] = 8;
            values[valuesById[9] = "FUNCTION_BARRIER"] = 9;
            values[valuesById[10] = "FUNCTION_SEND"] = 10;
            values[valuesById[11] = "FUNCTION_RECEIVE"] = 11;
            values[valuesById[12] = "FUNCTION_OTHER"] = 12;
            return values;
        })();

        v1.Datatype = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "DATATYPE_UNKNOWN"] = 0;
            values[valuesById[1] = "DATATYPE_INT8"] = 1;
            values[valuesById[2] = "DATATYPE_UINT8"] = 2;
            values[valuesById[3] = "DATATYPE_INT32"] = 3;
            values[valuesById[4] = "DATATYPE_UINT32"] = 4;
            values[valuesById[5] = "DATATYPE_INT64"] = 5;
            values[valuesById[6] = "DATATYPE_UINT64"] = 6;
            values[valuesById[7] = "DATATYPE_FLOAT16"] = 7;
            values[valuesById[8] = "DATATYPE_FLOAT32"] = 8;
            values[valuesById[9] = "DATATYPE_FLOAT64"] = 9;
            values[valuesById[10] = "DATATYPE_BFLOAT16"] = 10;
            values[valuesById[11] = "DATATYPE_FLOAT8"] = 11;
            return values;
        })();

        v1.Framework = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "FRAMEWORK_UNKNOWN"] = 0;
            values[valuesById[1] = "FRAMEWORK_NCCL"] = 1;
            values[valuesById[2] = "FRAMEWORK_GLOO"] = 2;
            values[valuesById[3] = "FRAMEWORK_MPI"] = 3;
            values[valuesById[4] = "FRAMEWORK_OTHER"] = 4;
            return values;
        })();

        v1.Wait = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "WAIT_NONE"] = 0;
            values[valuesById[1] = "WAIT_GPU"] = 1;
            values[valuesById[2] = "WAIT_PEER"] = 2;
            values[valuesById[3] = "WAIT_NETWORK"] = 3;
            values[valuesById[4] = "WAIT_DATA"] = 4;
            return values;
        })();

        v1.Phase = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "PHASE_NONE"] = 0;
            values[valuesById[1] = "PHASE_COMPILE"] = 1;
            values[valuesById[2] = "PHASE_EVAL"] = 2;
            values[valuesById[3] = "PHASE_SAVE"] = 3;
            values[valuesById[4] = "PHASE_DATA"] = 4;
            return values;
        })();

        v1.Direction = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "DIRECTION_SEND"] = 0;
            values[valuesById[1] = "DIRECTION_RECEIVE"] = 1;
            return values;
        })();

        v1.Signature = (function() {

            const Signature = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Signature.prototype.node = "";
            Signature.prototype.session = "";
            Signature.prototype.window = 0;
            Signature.prototype.windowMs = 0;
            Signature.prototype.probeAddress = "";
            Signature.prototype.base = null;
            Signature.prototype.structure = $util.newBuffer([]);
            Signature.prototype.values = $util.newBuffer([]);
            Signature.prototype.open = $util.newBuffer([]);
            Signature.prototype.recent = $util.newBuffer([]);

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Signature.prototype, "_base", {
                get: $util.oneOfGetter($oneOfFields = ["base"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Signature.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.node != null && $Object.hasOwnProperty.call(message, "node") && message.node !== "")
                    writer.uint32(10).string(message.node);
                if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                    writer.uint32(18).string(message.session);
                if (message.window != null && $Object.hasOwnProperty.call(message, "window") && !$Object.is(message.window, 0))
                    writer.uint32(25).double(message.window);
                if (message.windowMs != null && $Object.hasOwnProperty.call(message, "windowMs") && !$Object.is(message.windowMs, 0))
                    writer.uint32(33).double(message.windowMs);
                if (message.probeAddress != null && $Object.hasOwnProperty.call(message, "probeAddress") && message.probeAddress !== "")
                    writer.uint32(58).string(message.probeAddress);
                if (message.base != null && $Object.hasOwnProperty.call(message, "base"))
                    writer.uint32(65).double(message.base);
                if (message.structure != null && $Object.hasOwnProperty.call(message, "structure") && message.structure.length)
                    writer.uint32(74).bytes(message.structure);
                if (message.values != null && $Object.hasOwnProperty.call(message, "values") && message.values.length)
                    writer.uint32(82).bytes(message.values);
                if (message.open != null && $Object.hasOwnProperty.call(message, "open") && message.open.length)
                    writer.uint32(90).bytes(message.open);
                if (message.recent != null && $Object.hasOwnProperty.call(message, "recent") && message.recent.length)
                    writer.uint32(98).bytes(message.recent);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Signature.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.Signature();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.node = value;
                            else
                                delete message.node;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.session = value;
                            else
                                delete message.session;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.window = value;
                            else
                                delete message.window;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.windowMs = value;
                            else
                                delete message.windowMs;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.probeAddress = value;
                            else
                                delete message.probeAddress;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 1)
                                break;
                            message.base = reader.double();
                            message._base = "base";
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.structure = value;
                            else
                                delete message.structure;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.values = value;
                            else
                                delete message.values;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.open = value;
                            else
                                delete message.open;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.recent = value;
                            else
                                delete message.recent;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Signature;
        })();

        v1.Structure = (function() {

            const Structure = function (properties) {
                this.strings = [];
                this.ids = [];
                this.deviceIndex = [];
                this.deviceName = [];
                this.processJob = [];
                this.processRank = [];
                this.processName = [];
                this.processPid = [];
                this.processLocalRank = [];
                this.processWorldSize = [];
                this.processFramework = [];
                this.processLibrary = [];
                this.processMask = [];
                this.communicatorCounts = [];
                this.connectionCounts = [];
                this.socketCounts = [];
                this.communicatorId = [];
                this.communicatorName = [];
                this.communicatorFramework = [];
                this.communicatorRank = [];
                this.communicatorSize = [];
                this.functionCounts = [];
                this.functions = [];
                this.connectionId = [];
                this.connectionPeer = [];
                this.connectionChannel = [];
                this.connectionDirection = [];
                this.connectionLocalPort = [];
                this.connectionRemotePort = [];
                this.socketLocal = [];
                this.socketRemote = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Structure.prototype.strings = $util.emptyArray;
            Structure.prototype.ids = $util.emptyArray;
            Structure.prototype.deviceIndex = $util.emptyArray;
            Structure.prototype.deviceName = $util.emptyArray;
            Structure.prototype.processJob = $util.emptyArray;
            Structure.prototype.processRank = $util.emptyArray;
            Structure.prototype.processName = $util.emptyArray;
            Structure.prototype.processPid = $util.emptyArray;
            Structure.prototype.processLocalRank = $util.emptyArray;
            Structure.prototype.processWorldSize = $util.emptyArray;
            Structure.prototype.processFramework = $util.emptyArray;
            Structure.prototype.processLibrary = $util.emptyArray;
            Structure.prototype.processMask = $util.emptyArray;
            Structure.prototype.communicatorCounts = $util.emptyArray;
            Structure.prototype.connectionCounts = $util.emptyArray;
            Structure.prototype.socketCounts = $util.emptyArray;
            Structure.prototype.communicatorId = $util.emptyArray;
            Structure.prototype.communicatorName = $util.emptyArray;
            Structure.prototype.communicatorFramework = $util.emptyArray;
            Structure.prototype.communicatorRank = $util.emptyArray;
            Structure.prototype.communicatorSize = $util.emptyArray;
            Structure.prototype.functionCounts = $util.emptyArray;
            Structure.prototype.functions = $util.emptyArray;
            Structure.prototype.connectionId = $util.emptyArray;
            Structure.prototype.connectionPeer = $util.emptyArray;
            Structure.prototype.connectionChannel = $util.emptyArray;
            Structure.prototype.connectionDirection = $util.emptyArray;
            Structure.prototype.connectionLocalPort = $util.emptyArray;
            Structure.prototype.connectionRemotePort = $util.emptyArray;
            Structure.prototype.socketLocal = $util.emptyArray;
            Structure.prototype.socketRemote = $util.emptyArray;

            Structure.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.strings != null && message.strings.length)
                    for (let i = 0; i < message.strings.length; ++i)
                        writer.uint32(10).string(message.strings[i]);
                if (message.ids != null && message.ids.length)
                    writer.uint32(18).fixed64s(message.ids);
                if (message.deviceIndex != null && message.deviceIndex.length)
                    writer.uint32(26).uint32s(message.deviceIndex);
                if (message.deviceName != null && message.deviceName.length)
                    writer.uint32(34).uint32s(message.deviceName);
                if (message.processJob != null && message.processJob.length)
                    writer.uint32(42).uint32s(message.processJob);
                if (message.processRank != null && message.processRank.length)
                    writer.uint32(50).uint32s(message.processRank);
                if (message.processName != null && message.processName.length)
                    writer.uint32(58).uint32s(message.processName);
                if (message.processPid != null && message.processPid.length)
                    writer.uint32(66).uint32s(message.processPid);
                if (message.processLocalRank != null && message.processLocalRank.length)
                    writer.uint32(74).sint32s(message.processLocalRank);
                if (message.processWorldSize != null && message.processWorldSize.length)
                    writer.uint32(82).sint32s(message.processWorldSize);
                if (message.processFramework != null && message.processFramework.length)
                    writer.uint32(90).int32s(message.processFramework);
                if (message.processLibrary != null && message.processLibrary.length)
                    writer.uint32(98).uint32s(message.processLibrary);
                if (message.processMask != null && message.processMask.length)
                    writer.uint32(106).fixed64s(message.processMask);
                if (message.communicatorCounts != null && message.communicatorCounts.length)
                    writer.uint32(114).uint32s(message.communicatorCounts);
                if (message.connectionCounts != null && message.connectionCounts.length)
                    writer.uint32(122).uint32s(message.connectionCounts);
                if (message.socketCounts != null && message.socketCounts.length)
                    writer.uint32(130).uint32s(message.socketCounts);
                if (message.communicatorId != null && message.communicatorId.length)
                    writer.uint32(138).uint32s(message.communicatorId);
                if (message.communicatorName != null && message.communicatorName.length)
                    writer.uint32(146).uint32s(message.communicatorName);
                if (message.communicatorFramework != null && message.communicatorFramework.length)
                    writer.uint32(154).int32s(message.communicatorFramework);
                if (message.communicatorRank != null && message.communicatorRank.length)
                    writer.uint32(162).uint32s(message.communicatorRank);
                if (message.communicatorSize != null && message.communicatorSize.length)
                    writer.uint32(170).uint32s(message.communicatorSize);
                if (message.functionCounts != null && message.functionCounts.length)
                    writer.uint32(178).uint32s(message.functionCounts);
                if (message.functions != null && message.functions.length)
                    writer.uint32(186).int32s(message.functions);
                if (message.connectionId != null && message.connectionId.length)
                    writer.uint32(194).uint32s(message.connectionId);
                if (message.connectionPeer != null && message.connectionPeer.length)
                    writer.uint32(202).sint32s(message.connectionPeer);
                if (message.connectionChannel != null && message.connectionChannel.length)
                    writer.uint32(210).uint32s(message.connectionChannel);
                if (message.connectionDirection != null && message.connectionDirection.length)
                    writer.uint32(218).int32s(message.connectionDirection);
                if (message.connectionLocalPort != null && message.connectionLocalPort.length)
                    writer.uint32(226).uint32s(message.connectionLocalPort);
                if (message.connectionRemotePort != null && message.connectionRemotePort.length)
                    writer.uint32(234).uint32s(message.connectionRemotePort);
                if (message.socketLocal != null && message.socketLocal.length)
                    writer.uint32(242).uint32s(message.socketLocal);
                if (message.socketRemote != null && message.socketRemote.length)
                    writer.uint32(250).uint32s(message.socketRemote);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Structure.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.Structure();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.strings && message.strings.length))
                                message.strings = [];
                            message.strings.push(reader.stringVerify());
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.ids && message.ids.length))
                                    message.ids = [];
                                reader.fixed64s(message.ids);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.ids && message.ids.length))
                                message.ids = [];
                            message.ids.push(reader.fixed64());
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.deviceIndex && message.deviceIndex.length))
                                    message.deviceIndex = [];
                                reader.uint32s(message.deviceIndex);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.deviceIndex && message.deviceIndex.length))
                                message.deviceIndex = [];
                            message.deviceIndex.push(reader.uint32());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.deviceName && message.deviceName.length))
                                    message.deviceName = [];
                                reader.uint32s(message.deviceName);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.deviceName && message.deviceName.length))
                                message.deviceName = [];
                            message.deviceName.push(reader.uint32());
                            continue;
                        }
                    case 5: {
                            if (wireType === 2) {
                                if (!(message.processJob && message.processJob.length))
                                    message.processJob = [];
                                reader.uint32s(message.processJob);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.processJob && message.processJob.length))
                                message.processJob = [];
                            message.processJob.push(reader.uint32());
                            continue;
                        }
                    case 6: {
                            if (wireType === 2) {
                                if (!(message.processRank && message.processRank.length))
                                    message.processRank = [];
                                reader.uint32s(message.processRank);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.processRank && message.processRank.length))
                                message.processRank = [];
                            message.processRank.push(reader.uint32());
                            continue;
                        }
                    case 7: {
                            if (wireType === 2) {
                                if (!(message.processName && message.processName.length))
                                    message.processName = [];
                                reader.uint32s(message.processName);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.processName && message.processName.length))
                                message.processName = [];
                            message.processName.push(reader.uint32());
                            continue;
                        }
                    case 8: {
                            if (wireType === 2) {
                                if (!(message.processPid && message.processPid.length))
                                    message.processPid = [];
                                reader.uint32s(message.processPid);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.processPid && message.processPid.length))
                                message.processPid = [];
                            message.processPid.push(reader.uint32());
                            continue;
                        }
                    case 9: {
                            if (wireType === 2) {
                                if (!(message.processLocalRank && message.processLocalRank.length))
                                    message.processLocalRank = [];
                                reader.sint32s(message.processLocalRank);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.processLocalRank && message.processLocalRank.length))
                                message.processLocalRank = [];
                            message.processLocalRank.push(reader.sint32());
                            continue;
                        }
                    case 10: {
                            if (wireType === 2) {
                                if (!(message.processWorldSize && message.processWorldSize.length))
                                    message.processWorldSize = [];
                                reader.sint32s(message.processWorldSize);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.processWorldSize && message.processWorldSize.length))
                                message.processWorldSize = [];
                            message.processWorldSize.push(reader.sint32());
                            continue;
                        }
                    case 11: {
                            if (wireType === 2) {
                                if (!(message.processFramework && message.processFramework.length))
                                    message.processFramework = [];
                                reader.int32s(message.processFramework);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.processFramework && message.processFramework.length))
                                message.processFramework = [];
                            message.processFramework.push(reader.int32());
                            continue;
                        }
                    case 12: {
                            if (wireType === 2) {
                                if (!(message.processLibrary && message.processLibrary.length))
                                    message.processLibrary = [];
                                reader.uint32s(message.processLibrary);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.processLibrary && message.processLibrary.length))
                                message.processLibrary = [];
                            message.processLibrary.push(reader.uint32());
                            continue;
                        }
                    case 13: {
                            if (wireType === 2) {
                                if (!(message.processMask && message.processMask.length))
                                    message.processMask = [];
                                reader.fixed64s(message.processMask);
                                continue;
                            }
                            if (wireType !== 1)
                                break;
                            if (!(message.processMask && message.processMask.length))
                                message.processMask = [];
                            message.processMask.push(reader.fixed64());
                            continue;
                        }
                    case 14: {
                            if (wireType === 2) {
                                if (!(message.communicatorCounts && message.communicatorCounts.length))
                                    message.communicatorCounts = [];
                                reader.uint32s(message.communicatorCounts);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorCounts && message.communicatorCounts.length))
                                message.communicatorCounts = [];
                            message.communicatorCounts.push(reader.uint32());
                            continue;
                        }
                    case 15: {
                            if (wireType === 2) {
                                if (!(message.connectionCounts && message.connectionCounts.length))
                                    message.connectionCounts = [];
                                reader.uint32s(message.connectionCounts);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionCounts && message.connectionCounts.length))
                                message.connectionCounts = [];
                            message.connectionCounts.push(reader.uint32());
                            continue;
                        }
                    case 16: {
                            if (wireType === 2) {
                                if (!(message.socketCounts && message.socketCounts.length))
                                    message.socketCounts = [];
                                reader.uint32s(message.socketCounts);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.socketCounts && message.socketCounts.length))
                                message.socketCounts = [];
                            message.socketCounts.push(reader.uint32());
                            continue;
                        }
                    case 17: {
                            if (wireType === 2) {
                                if (!(message.communicatorId && message.communicatorId.length))
                                    message.communicatorId = [];
                                reader.uint32s(message.communicatorId);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorId && message.communicatorId.length))
                                message.communicatorId = [];
                            message.communicatorId.push(reader.uint32());
                            continue;
                        }
                    case 18: {
                            if (wireType === 2) {
                                if (!(message.communicatorName && message.communicatorName.length))
                                    message.communicatorName = [];
                                reader.uint32s(message.communicatorName);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorName && message.communicatorName.length))
                                message.communicatorName = [];
                            message.communicatorName.push(reader.uint32());
                            continue;
                        }
                    case 19: {
                            if (wireType === 2) {
                                if (!(message.communicatorFramework && message.communicatorFramework.length))
                                    message.communicatorFramework = [];
                                reader.int32s(message.communicatorFramework);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorFramework && message.communicatorFramework.length))
                                message.communicatorFramework = [];
                            message.communicatorFramework.push(reader.int32());
                            continue;
                        }
                    case 20: {
                            if (wireType === 2) {
                                if (!(message.communicatorRank && message.communicatorRank.length))
                                    message.communicatorRank = [];
                                reader.uint32s(message.communicatorRank);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorRank && message.communicatorRank.length))
                                message.communicatorRank = [];
                            message.communicatorRank.push(reader.uint32());
                            continue;
                        }
                    case 21: {
                            if (wireType === 2) {
                                if (!(message.communicatorSize && message.communicatorSize.length))
                                    message.communicatorSize = [];
                                reader.uint32s(message.communicatorSize);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorSize && message.communicatorSize.length))
                                message.communicatorSize = [];
                            message.communicatorSize.push(reader.uint32());
                            continue;
                        }
                    case 22: {
                            if (wireType === 2) {
                                if (!(message.functionCounts && message.functionCounts.length))
                                    message.functionCounts = [];
                                reader.uint32s(message.functionCounts);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.functionCounts && message.functionCounts.length))
                                message.functionCounts = [];
                            message.functionCounts.push(reader.uint32());
                            continue;
                        }
                    case 23: {
                            if (wireType === 2) {
                                if (!(message.functions && message.functions.length))
                                    message.functions = [];
                                reader.int32s(message.functions);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.functions && message.functions.length))
                                message.functions = [];
                            message.functions.push(reader.int32());
                            continue;
                        }
                    case 24: {
                            if (wireType === 2) {
                                if (!(message.connectionId && message.connectionId.length))
                                    message.connectionId = [];
                                reader.uint32s(message.connectionId);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionId && message.connectionId.length))
                                message.connectionId = [];
                            message.connectionId.push(reader.uint32());
                            continue;
                        }
                    case 25: {
                            if (wireType === 2) {
                                if (!(message.connectionPeer && message.connectionPeer.length))
                                    message.connectionPeer = [];
                                reader.sint32s(message.connectionPeer);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionPeer && message.connectionPeer.length))
                                message.connectionPeer = [];
                            message.connectionPeer.push(reader.sint32());
                            continue;
                        }
                    case 26: {
                            if (wireType === 2) {
                                if (!(message.connectionChannel && message.connectionChannel.length))
                                    message.connectionChannel = [];
                                reader.uint32s(message.connectionChannel);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionChannel && message.connectionChannel.length))
                                message.connectionChannel = [];
                            message.connectionChannel.push(reader.uint32());
                            continue;
                        }
                    case 27: {
                            if (wireType === 2) {
                                if (!(message.connectionDirection && message.connectionDirection.length))
                                    message.connectionDirection = [];
                                reader.int32s(message.connectionDirection);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionDirection && message.connectionDirection.length))
                                message.connectionDirection = [];
                            message.connectionDirection.push(reader.int32());
                            continue;
                        }
                    case 28: {
                            if (wireType === 2) {
                                if (!(message.connectionLocalPort && message.connectionLocalPort.length))
                                    message.connectionLocalPort = [];
                                reader.uint32s(message.connectionLocalPort);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionLocalPort && message.connectionLocalPort.length))
                                message.connectionLocalPort = [];
                            message.connectionLocalPort.push(reader.uint32());
                            continue;
                        }
                    case 29: {
                            if (wireType === 2) {
                                if (!(message.connectionRemotePort && message.connectionRemotePort.length))
                                    message.connectionRemotePort = [];
                                reader.uint32s(message.connectionRemotePort);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionRemotePort && message.connectionRemotePort.length))
                                message.connectionRemotePort = [];
                            message.connectionRemotePort.push(reader.uint32());
                            continue;
                        }
                    case 30: {
                            if (wireType === 2) {
                                if (!(message.socketLocal && message.socketLocal.length))
                                    message.socketLocal = [];
                                reader.uint32s(message.socketLocal);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.socketLocal && message.socketLocal.length))
                                message.socketLocal = [];
                            message.socketLocal.push(reader.uint32());
                            continue;
                        }
                    case 31: {
                            if (wireType === 2) {
                                if (!(message.socketRemote && message.socketRemote.length))
                                    message.socketRemote = [];
                                reader.uint32s(message.socketRemote);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.socketRemote && message.socketRemote.length))
                                message.socketRemote = [];
                            message.socketRemote.push(reader.uint32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Structure;
        })();

        v1.Values = (function() {

            const Values = function (properties) {
                this.cpuFraction = [];
                this.memoryFraction = [];
                this.interfaceErrors = [];
                this.interfaceDrops = [];
                this.agentCpu = [];
                this.agentRssBytes = [];
                this.windowsDropped = [];
                this.filesRejected = [];
                this.deviceTemperature = [];
                this.deviceEccUncorrected = [];
                this.deviceThrottled = [];
                this.processAge = [];
                this.processCpu = [];
                this.processBeatAge = [];
                this.processPhase = [];
                this.processPhaseAge = [];
                this.processStep = [];
                this.processRunState = [];
                this.processDropped = [];
                this.functionStarted = [];
                this.functionCompleted = [];
                this.functionCompletedLessStarted = [];
                this.functionBytes = [];
                this.functionBusy = [];
                this.communicatorStarted = [];
                this.communicatorStartedLessFunctions = [];
                this.communicatorCompleted = [];
                this.communicatorCompletedLessFunctions = [];
                this.communicatorBytes = [];
                this.communicatorBytesLessFunctions = [];
                this.communicatorBusy = [];
                this.communicatorBusyLessFunctions = [];
                this.communicatorOccupied = [];
                this.communicatorLastStartAge = [];
                this.communicatorLastEndAge = [];
                this.communicatorLive = [];
                this.connectionReadySteps = [];
                this.connectionPostedSteps = [];
                this.connectionPostedStepsLessReady = [];
                this.connectionDoneSteps = [];
                this.connectionDoneStepsLessPosted = [];
                this.connectionReadyBytes = [];
                this.connectionPostedBytes = [];
                this.connectionPostedBytesLessReady = [];
                this.connectionDoneBytes = [];
                this.connectionDoneBytesLessPosted = [];
                this.connectionHeardSteps = [];
                this.connectionHeardStepsLessReady = [];
                this.connectionStreaming = [];
                this.connectionStreamingBytes = [];
                this.connectionWaitGpu = [];
                this.connectionWaitPeer = [];
                this.connectionWaitNetwork = [];
                this.connectionWaitData = [];
                this.connectionWait = [];
                this.connectionWaitAge = [];
                this.connectionProgressAge = [];
                this.socketBytesAcked = [];
                this.socketBytesReceived = [];
                this.socketUnackedSegments = [];
                this.socketUnsentBytes = [];
                this.socketUnreadBytes = [];
                this.socketRetransmits = [];
                this.socketRoundTrip = [];
                this.socketBusy = [];
                this.socketReceiveWindowLimited = [];
                this.socketSendBufferLimited = [];
                this.socketDeliveryBytesPerSecond = [];
                this.socketLastSentAge = [];
                this.socketLastReceivedAge = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Values.prototype.cpuFraction = $util.emptyArray;
            Values.prototype.memoryFraction = $util.emptyArray;
            Values.prototype.interfaceErrors = $util.emptyArray;
            Values.prototype.interfaceDrops = $util.emptyArray;
            Values.prototype.agentCpu = $util.emptyArray;
            Values.prototype.agentRssBytes = $util.emptyArray;
            Values.prototype.windowsDropped = $util.emptyArray;
            Values.prototype.filesRejected = $util.emptyArray;
            Values.prototype.deviceTemperature = $util.emptyArray;
            Values.prototype.deviceEccUncorrected = $util.emptyArray;
            Values.prototype.deviceThrottled = $util.emptyArray;
            Values.prototype.processAge = $util.emptyArray;
            Values.prototype.processCpu = $util.emptyArray;
            Values.prototype.processBeatAge = $util.emptyArray;
            Values.prototype.processPhase = $util.emptyArray;
            Values.prototype.processPhaseAge = $util.emptyArray;
            Values.prototype.processStep = $util.emptyArray;
            Values.prototype.processRunState = $util.emptyArray;
            Values.prototype.processDropped = $util.emptyArray;
            Values.prototype.functionStarted = $util.emptyArray;
            Values.prototype.functionCompleted = $util.emptyArray;
            Values.prototype.functionCompletedLessStarted = $util.emptyArray;
            Values.prototype.functionBytes = $util.emptyArray;
            Values.prototype.functionBusy = $util.emptyArray;
            Values.prototype.communicatorStarted = $util.emptyArray;
            Values.prototype.communicatorStartedLessFunctions = $util.emptyArray;
            Values.prototype.communicatorCompleted = $util.emptyArray;
            Values.prototype.communicatorCompletedLessFunctions = $util.emptyArray;
            Values.prototype.communicatorBytes = $util.emptyArray;
            Values.prototype.communicatorBytesLessFunctions = $util.emptyArray;
            Values.prototype.communicatorBusy = $util.emptyArray;
            Values.prototype.communicatorBusyLessFunctions = $util.emptyArray;
            Values.prototype.communicatorOccupied = $util.emptyArray;
            Values.prototype.communicatorLastStartAge = $util.emptyArray;
            Values.prototype.communicatorLastEndAge = $util.emptyArray;
            Values.prototype.communicatorLive = $util.emptyArray;
            Values.prototype.connectionReadySteps = $util.emptyArray;
            Values.prototype.connectionPostedSteps = $util.emptyArray;
            Values.prototype.connectionPostedStepsLessReady = $util.emptyArray;
            Values.prototype.connectionDoneSteps = $util.emptyArray;
            Values.prototype.connectionDoneStepsLessPosted = $util.emptyArray;
            Values.prototype.connectionReadyBytes = $util.emptyArray;
            Values.prototype.connectionPostedBytes = $util.emptyArray;
            Values.prototype.connectionPostedBytesLessReady = $util.emptyArray;
            Values.prototype.connectionDoneBytes = $util.emptyArray;
            Values.prototype.connectionDoneBytesLessPosted = $util.emptyArray;
            Values.prototype.connectionHeardSteps = $util.emptyArray;
            Values.prototype.connectionHeardStepsLessReady = $util.emptyArray;
            Values.prototype.connectionStreaming = $util.emptyArray;
            Values.prototype.connectionStreamingBytes = $util.emptyArray;
            Values.prototype.connectionWaitGpu = $util.emptyArray;
            Values.prototype.connectionWaitPeer = $util.emptyArray;
            Values.prototype.connectionWaitNetwork = $util.emptyArray;
            Values.prototype.connectionWaitData = $util.emptyArray;
            Values.prototype.connectionWait = $util.emptyArray;
            Values.prototype.connectionWaitAge = $util.emptyArray;
            Values.prototype.connectionProgressAge = $util.emptyArray;
            Values.prototype.socketBytesAcked = $util.emptyArray;
            Values.prototype.socketBytesReceived = $util.emptyArray;
            Values.prototype.socketUnackedSegments = $util.emptyArray;
            Values.prototype.socketUnsentBytes = $util.emptyArray;
            Values.prototype.socketUnreadBytes = $util.emptyArray;
            Values.prototype.socketRetransmits = $util.emptyArray;
            Values.prototype.socketRoundTrip = $util.emptyArray;
            Values.prototype.socketBusy = $util.emptyArray;
            Values.prototype.socketReceiveWindowLimited = $util.emptyArray;
            Values.prototype.socketSendBufferLimited = $util.emptyArray;
            Values.prototype.socketDeliveryBytesPerSecond = $util.emptyArray;
            Values.prototype.socketLastSentAge = $util.emptyArray;
            Values.prototype.socketLastReceivedAge = $util.emptyArray;

            Values.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.cpuFraction != null && message.cpuFraction.length)
                    writer.uint32(10).sint64s(message.cpuFraction);
                if (message.memoryFraction != null && message.memoryFraction.length)
                    writer.uint32(18).sint64s(message.memoryFraction);
                if (message.interfaceErrors != null && message.interfaceErrors.length)
                    writer.uint32(26).sint64s(message.interfaceErrors);
                if (message.interfaceDrops != null && message.interfaceDrops.length)
                    writer.uint32(34).sint64s(message.interfaceDrops);
                if (message.agentCpu != null && message.agentCpu.length)
                    writer.uint32(42).sint64s(message.agentCpu);
                if (message.agentRssBytes != null && message.agentRssBytes.length)
                    writer.uint32(50).sint64s(message.agentRssBytes);
                if (message.windowsDropped != null && message.windowsDropped.length)
                    writer.uint32(58).sint64s(message.windowsDropped);
                if (message.filesRejected != null && message.filesRejected.length)
                    writer.uint32(66).sint64s(message.filesRejected);
                if (message.deviceTemperature != null && message.deviceTemperature.length)
                    writer.uint32(74).sint64s(message.deviceTemperature);
                if (message.deviceEccUncorrected != null && message.deviceEccUncorrected.length)
                    writer.uint32(82).sint64s(message.deviceEccUncorrected);
                if (message.deviceThrottled != null && message.deviceThrottled.length)
                    writer.uint32(90).sint64s(message.deviceThrottled);
                if (message.processAge != null && message.processAge.length)
                    writer.uint32(130).sint64s(message.processAge);
                if (message.processCpu != null && message.processCpu.length)
                    writer.uint32(138).sint64s(message.processCpu);
                if (message.processBeatAge != null && message.processBeatAge.length)
                    writer.uint32(146).sint64s(message.processBeatAge);
                if (message.processPhase != null && message.processPhase.length)
                    writer.uint32(154).sint64s(message.processPhase);
                if (message.processPhaseAge != null && message.processPhaseAge.length)
                    writer.uint32(162).sint64s(message.processPhaseAge);
                if (message.processStep != null && message.processStep.length)
                    writer.uint32(170).sint64s(message.processStep);
                if (message.processRunState != null && message.processRunState.length)
                    writer.uint32(178).sint64s(message.processRunState);
                if (message.processDropped != null && message.processDropped.length)
                    writer.uint32(186).sint64s(message.processDropped);
                if (message.functionStarted != null && message.functionStarted.length)
                    writer.uint32(258).sint64s(message.functionStarted);
                if (message.functionCompleted != null && message.functionCompleted.length)
                    writer.uint32(266).sint64s(message.functionCompleted);
                if (message.functionCompletedLessStarted != null && message.functionCompletedLessStarted.length)
                    writer.uint32(274).sint64s(message.functionCompletedLessStarted);
                if (message.functionBytes != null && message.functionBytes.length)
                    writer.uint32(282).sint64s(message.functionBytes);
                if (message.functionBusy != null && message.functionBusy.length)
                    writer.uint32(290).sint64s(message.functionBusy);
                if (message.communicatorStarted != null && message.communicatorStarted.length)
                    writer.uint32(386).sint64s(message.communicatorStarted);
                if (message.communicatorStartedLessFunctions != null && message.communicatorStartedLessFunctions.length)
                    writer.uint32(394).sint64s(message.communicatorStartedLessFunctions);
                if (message.communicatorCompleted != null && message.communicatorCompleted.length)
                    writer.uint32(402).sint64s(message.communicatorCompleted);
                if (message.communicatorCompletedLessFunctions != null && message.communicatorCompletedLessFunctions.length)
                    writer.uint32(410).sint64s(message.communicatorCompletedLessFunctions);
                if (message.communicatorBytes != null && message.communicatorBytes.length)
                    writer.uint32(418).sint64s(message.communicatorBytes);
                if (message.communicatorBytesLessFunctions != null && message.communicatorBytesLessFunctions.length)
                    writer.uint32(426).sint64s(message.communicatorBytesLessFunctions);
                if (message.communicatorBusy != null && message.communicatorBusy.length)
                    writer.uint32(434).sint64s(message.communicatorBusy);
                if (message.communicatorBusyLessFunctions != null && message.communicatorBusyLessFunctions.length)
                    writer.uint32(442).sint64s(message.communicatorBusyLessFunctions);
                if (message.communicatorOccupied != null && message.communicatorOccupied.length)
                    writer.uint32(450).sint64s(message.communicatorOccupied);
                if (message.communicatorLastStartAge != null && message.communicatorLastStartAge.length)
                    writer.uint32(458).sint64s(message.communicatorLastStartAge);
                if (message.communicatorLastEndAge != null && message.communicatorLastEndAge.length)
                    writer.uint32(466).sint64s(message.communicatorLastEndAge);
                if (message.communicatorLive != null && message.communicatorLive.length)
                    writer.uint32(474).sint64s(message.communicatorLive);
                if (message.connectionReadySteps != null && message.connectionReadySteps.length)
                    writer.uint32(514).sint64s(message.connectionReadySteps);
                if (message.connectionPostedSteps != null && message.connectionPostedSteps.length)
                    writer.uint32(522).sint64s(message.connectionPostedSteps);
                if (message.connectionPostedStepsLessReady != null && message.connectionPostedStepsLessReady.length)
                    writer.uint32(530).sint64s(message.connectionPostedStepsLessReady);
                if (message.connectionDoneSteps != null && message.connectionDoneSteps.length)
                    writer.uint32(538).sint64s(message.connectionDoneSteps);
                if (message.connectionDoneStepsLessPosted != null && message.connectionDoneStepsLessPosted.length)
                    writer.uint32(546).sint64s(message.connectionDoneStepsLessPosted);
                if (message.connectionReadyBytes != null && message.connectionReadyBytes.length)
                    writer.uint32(554).sint64s(message.connectionReadyBytes);
                if (message.connectionPostedBytes != null && message.connectionPostedBytes.length)
                    writer.uint32(562).sint64s(message.connectionPostedBytes);
                if (message.connectionPostedBytesLessReady != null && message.connectionPostedBytesLessReady.length)
                    writer.uint32(570).sint64s(message.connectionPostedBytesLessReady);
                if (message.connectionDoneBytes != null && message.connectionDoneBytes.length)
                    writer.uint32(578).sint64s(message.connectionDoneBytes);
                if (message.connectionDoneBytesLessPosted != null && message.connectionDoneBytesLessPosted.length)
                    writer.uint32(586).sint64s(message.connectionDoneBytesLessPosted);
                if (message.connectionHeardSteps != null && message.connectionHeardSteps.length)
                    writer.uint32(594).sint64s(message.connectionHeardSteps);
                if (message.connectionHeardStepsLessReady != null && message.connectionHeardStepsLessReady.length)
                    writer.uint32(602).sint64s(message.connectionHeardStepsLessReady);
                if (message.connectionStreaming != null && message.connectionStreaming.length)
                    writer.uint32(610).sint64s(message.connectionStreaming);
                if (message.connectionStreamingBytes != null && message.connectionStreamingBytes.length)
                    writer.uint32(618).sint64s(message.connectionStreamingBytes);
                if (message.connectionWaitGpu != null && message.connectionWaitGpu.length)
                    writer.uint32(626).sint64s(message.connectionWaitGpu);
                if (message.connectionWaitPeer != null && message.connectionWaitPeer.length)
                    writer.uint32(634).sint64s(message.connectionWaitPeer);
                if (message.connectionWaitNetwork != null && message.connectionWaitNetwork.length)
                    writer.uint32(642).sint64s(message.connectionWaitNetwork);
                if (message.connectionWaitData != null && message.connectionWaitData.length)
                    writer.uint32(650).sint64s(message.connectionWaitData);
                if (message.connectionWait != null && message.connectionWait.length)
                    writer.uint32(658).sint64s(message.connectionWait);
                if (message.connectionWaitAge != null && message.connectionWaitAge.length)
                    writer.uint32(666).sint64s(message.connectionWaitAge);
                if (message.connectionProgressAge != null && message.connectionProgressAge.length)
                    writer.uint32(674).sint64s(message.connectionProgressAge);
                if (message.socketBytesAcked != null && message.socketBytesAcked.length)
                    writer.uint32(770).sint64s(message.socketBytesAcked);
                if (message.socketBytesReceived != null && message.socketBytesReceived.length)
                    writer.uint32(778).sint64s(message.socketBytesReceived);
                if (message.socketUnackedSegments != null && message.socketUnackedSegments.length)
                    writer.uint32(786).sint64s(message.socketUnackedSegments);
                if (message.socketUnsentBytes != null && message.socketUnsentBytes.length)
                    writer.uint32(794).sint64s(message.socketUnsentBytes);
                if (message.socketUnreadBytes != null && message.socketUnreadBytes.length)
                    writer.uint32(802).sint64s(message.socketUnreadBytes);
                if (message.socketRetransmits != null && message.socketRetransmits.length)
                    writer.uint32(810).sint64s(message.socketRetransmits);
                if (message.socketRoundTrip != null && message.socketRoundTrip.length)
                    writer.uint32(818).sint64s(message.socketRoundTrip);
                if (message.socketBusy != null && message.socketBusy.length)
                    writer.uint32(826).sint64s(message.socketBusy);
                if (message.socketReceiveWindowLimited != null && message.socketReceiveWindowLimited.length)
                    writer.uint32(834).sint64s(message.socketReceiveWindowLimited);
                if (message.socketSendBufferLimited != null && message.socketSendBufferLimited.length)
                    writer.uint32(842).sint64s(message.socketSendBufferLimited);
                if (message.socketDeliveryBytesPerSecond != null && message.socketDeliveryBytesPerSecond.length)
                    writer.uint32(850).sint64s(message.socketDeliveryBytesPerSecond);
                if (message.socketLastSentAge != null && message.socketLastSentAge.length)
                    writer.uint32(858).sint64s(message.socketLastSentAge);
                if (message.socketLastReceivedAge != null && message.socketLastReceivedAge.length)
                    writer.uint32(866).sint64s(message.socketLastReceivedAge);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Values.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.Values();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.cpuFraction && message.cpuFraction.length))
                                    message.cpuFraction = [];
                                reader.sint64s(message.cpuFraction);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.cpuFraction && message.cpuFraction.length))
                                message.cpuFraction = [];
                            message.cpuFraction.push(reader.sint64());
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.memoryFraction && message.memoryFraction.length))
                                    message.memoryFraction = [];
                                reader.sint64s(message.memoryFraction);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.memoryFraction && message.memoryFraction.length))
                                message.memoryFraction = [];
                            message.memoryFraction.push(reader.sint64());
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.interfaceErrors && message.interfaceErrors.length))
                                    message.interfaceErrors = [];
                                reader.sint64s(message.interfaceErrors);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.interfaceErrors && message.interfaceErrors.length))
                                message.interfaceErrors = [];
                            message.interfaceErrors.push(reader.sint64());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.interfaceDrops && message.interfaceDrops.length))
                                    message.interfaceDrops = [];
                                reader.sint64s(message.interfaceDrops);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.interfaceDrops && message.interfaceDrops.length))
                                message.interfaceDrops = [];
                            message.interfaceDrops.push(reader.sint64());
                            continue;
                        }
                    case 5: {
                            if (wireType === 2) {
                                if (!(message.agentCpu && message.agentCpu.length))
                                    message.agentCpu = [];
                                reader.sint64s(message.agentCpu);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.agentCpu && message.agentCpu.length))
                                message.agentCpu = [];
                            message.agentCpu.push(reader.sint64());
                            continue;
                        }
                    case 6: {
                            if (wireType === 2) {
                                if (!(message.agentRssBytes && message.agentRssBytes.length))
                                    message.agentRssBytes = [];
                                reader.sint64s(message.agentRssBytes);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.agentRssBytes && message.agentRssBytes.length))
                                message.agentRssBytes = [];
                            message.agentRssBytes.push(reader.sint64());
                            continue;
                        }
                    case 7: {
                            if (wireType === 2) {
                                if (!(message.windowsDropped && message.windowsDropped.length))
                                    message.windowsDropped = [];
                                reader.sint64s(message.windowsDropped);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.windowsDropped && message.windowsDropped.length))
                                message.windowsDropped = [];
                            message.windowsDropped.push(reader.sint64());
                            continue;
                        }
                    case 8: {
                            if (wireType === 2) {
                                if (!(message.filesRejected && message.filesRejected.length))
                                    message.filesRejected = [];
                                reader.sint64s(message.filesRejected);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.filesRejected && message.filesRejected.length))
                                message.filesRejected = [];
                            message.filesRejected.push(reader.sint64());
                            continue;
                        }
                    case 9: {
                            if (wireType === 2) {
                                if (!(message.deviceTemperature && message.deviceTemperature.length))
                                    message.deviceTemperature = [];
                                reader.sint64s(message.deviceTemperature);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.deviceTemperature && message.deviceTemperature.length))
                                message.deviceTemperature = [];
                            message.deviceTemperature.push(reader.sint64());
                            continue;
                        }
                    case 10: {
                            if (wireType === 2) {
                                if (!(message.deviceEccUncorrected && message.deviceEccUncorrected.length))
                                    message.deviceEccUncorrected = [];
                                reader.sint64s(message.deviceEccUncorrected);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.deviceEccUncorrected && message.deviceEccUncorrected.length))
                                message.deviceEccUncorrected = [];
                            message.deviceEccUncorrected.push(reader.sint64());
                            continue;
                        }
                    case 11: {
                            if (wireType === 2) {
                                if (!(message.deviceThrottled && message.deviceThrottled.length))
                                    message.deviceThrottled = [];
                                reader.sint64s(message.deviceThrottled);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.deviceThrottled && message.deviceThrottled.length))
                                message.deviceThrottled = [];
                            message.deviceThrottled.push(reader.sint64());
                            continue;
                        }
                    case 16: {
                            if (wireType === 2) {
                                if (!(message.processAge && message.processAge.length))
                                    message.processAge = [];
                                reader.sint64s(message.processAge);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.processAge && message.processAge.length))
                                message.processAge = [];
                            message.processAge.push(reader.sint64());
                            continue;
                        }
                    case 17: {
                            if (wireType === 2) {
                                if (!(message.processCpu && message.processCpu.length))
                                    message.processCpu = [];
                                reader.sint64s(message.processCpu);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.processCpu && message.processCpu.length))
                                message.processCpu = [];
                            message.processCpu.push(reader.sint64());
                            continue;
                        }
                    case 18: {
                            if (wireType === 2) {
                                if (!(message.processBeatAge && message.processBeatAge.length))
                                    message.processBeatAge = [];
                                reader.sint64s(message.processBeatAge);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.processBeatAge && message.processBeatAge.length))
                                message.processBeatAge = [];
                            message.processBeatAge.push(reader.sint64());
                            continue;
                        }
                    case 19: {
                            if (wireType === 2) {
                                if (!(message.processPhase && message.processPhase.length))
                                    message.processPhase = [];
                                reader.sint64s(message.processPhase);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.processPhase && message.processPhase.length))
                                message.processPhase = [];
                            message.processPhase.push(reader.sint64());
                            continue;
                        }
                    case 20: {
                            if (wireType === 2) {
                                if (!(message.processPhaseAge && message.processPhaseAge.length))
                                    message.processPhaseAge = [];
                                reader.sint64s(message.processPhaseAge);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.processPhaseAge && message.processPhaseAge.length))
                                message.processPhaseAge = [];
                            message.processPhaseAge.push(reader.sint64());
                            continue;
                        }
                    case 21: {
                            if (wireType === 2) {
                                if (!(message.processStep && message.processStep.length))
                                    message.processStep = [];
                                reader.sint64s(message.processStep);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.processStep && message.processStep.length))
                                message.processStep = [];
                            message.processStep.push(reader.sint64());
                            continue;
                        }
                    case 22: {
                            if (wireType === 2) {
                                if (!(message.processRunState && message.processRunState.length))
                                    message.processRunState = [];
                                reader.sint64s(message.processRunState);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.processRunState && message.processRunState.length))
                                message.processRunState = [];
                            message.processRunState.push(reader.sint64());
                            continue;
                        }
                    case 23: {
                            if (wireType === 2) {
                                if (!(message.processDropped && message.processDropped.length))
                                    message.processDropped = [];
                                reader.sint64s(message.processDropped);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.processDropped && message.processDropped.length))
                                message.processDropped = [];
                            message.processDropped.push(reader.sint64());
                            continue;
                        }
                    case 32: {
                            if (wireType === 2) {
                                if (!(message.functionStarted && message.functionStarted.length))
                                    message.functionStarted = [];
                                reader.sint64s(message.functionStarted);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.functionStarted && message.functionStarted.length))
                                message.functionStarted = [];
                            message.functionStarted.push(reader.sint64());
                            continue;
                        }
                    case 33: {
                            if (wireType === 2) {
                                if (!(message.functionCompleted && message.functionCompleted.length))
                                    message.functionCompleted = [];
                                reader.sint64s(message.functionCompleted);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.functionCompleted && message.functionCompleted.length))
                                message.functionCompleted = [];
                            message.functionCompleted.push(reader.sint64());
                            continue;
                        }
                    case 34: {
                            if (wireType === 2) {
                                if (!(message.functionCompletedLessStarted && message.functionCompletedLessStarted.length))
                                    message.functionCompletedLessStarted = [];
                                reader.sint64s(message.functionCompletedLessStarted);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.functionCompletedLessStarted && message.functionCompletedLessStarted.length))
                                message.functionCompletedLessStarted = [];
                            message.functionCompletedLessStarted.push(reader.sint64());
                            continue;
                        }
                    case 35: {
                            if (wireType === 2) {
                                if (!(message.functionBytes && message.functionBytes.length))
                                    message.functionBytes = [];
                                reader.sint64s(message.functionBytes);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.functionBytes && message.functionBytes.length))
                                message.functionBytes = [];
                            message.functionBytes.push(reader.sint64());
                            continue;
                        }
                    case 36: {
                            if (wireType === 2) {
                                if (!(message.functionBusy && message.functionBusy.length))
                                    message.functionBusy = [];
                                reader.sint64s(message.functionBusy);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.functionBusy && message.functionBusy.length))
                                message.functionBusy = [];
                            message.functionBusy.push(reader.sint64());
                            continue;
                        }
                    case 48: {
                            if (wireType === 2) {
                                if (!(message.communicatorStarted && message.communicatorStarted.length))
                                    message.communicatorStarted = [];
                                reader.sint64s(message.communicatorStarted);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorStarted && message.communicatorStarted.length))
                                message.communicatorStarted = [];
                            message.communicatorStarted.push(reader.sint64());
                            continue;
                        }
                    case 49: {
                            if (wireType === 2) {
                                if (!(message.communicatorStartedLessFunctions && message.communicatorStartedLessFunctions.length))
                                    message.communicatorStartedLessFunctions = [];
                                reader.sint64s(message.communicatorStartedLessFunctions);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorStartedLessFunctions && message.communicatorStartedLessFunctions.length))
                                message.communicatorStartedLessFunctions = [];
                            message.communicatorStartedLessFunctions.push(reader.sint64());
                            continue;
                        }
                    case 50: {
                            if (wireType === 2) {
                                if (!(message.communicatorCompleted && message.communicatorCompleted.length))
                                    message.communicatorCompleted = [];
                                reader.sint64s(message.communicatorCompleted);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorCompleted && message.communicatorCompleted.length))
                                message.communicatorCompleted = [];
                            message.communicatorCompleted.push(reader.sint64());
                            continue;
                        }
                    case 51: {
                            if (wireType === 2) {
                                if (!(message.communicatorCompletedLessFunctions && message.communicatorCompletedLessFunctions.length))
                                    message.communicatorCompletedLessFunctions = [];
                                reader.sint64s(message.communicatorCompletedLessFunctions);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorCompletedLessFunctions && message.communicatorCompletedLessFunctions.length))
                                message.communicatorCompletedLessFunctions = [];
                            message.communicatorCompletedLessFunctions.push(reader.sint64());
                            continue;
                        }
                    case 52: {
                            if (wireType === 2) {
                                if (!(message.communicatorBytes && message.communicatorBytes.length))
                                    message.communicatorBytes = [];
                                reader.sint64s(message.communicatorBytes);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorBytes && message.communicatorBytes.length))
                                message.communicatorBytes = [];
                            message.communicatorBytes.push(reader.sint64());
                            continue;
                        }
                    case 53: {
                            if (wireType === 2) {
                                if (!(message.communicatorBytesLessFunctions && message.communicatorBytesLessFunctions.length))
                                    message.communicatorBytesLessFunctions = [];
                                reader.sint64s(message.communicatorBytesLessFunctions);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorBytesLessFunctions && message.communicatorBytesLessFunctions.length))
                                message.communicatorBytesLessFunctions = [];
                            message.communicatorBytesLessFunctions.push(reader.sint64());
                            continue;
                        }
                    case 54: {
                            if (wireType === 2) {
                                if (!(message.communicatorBusy && message.communicatorBusy.length))
                                    message.communicatorBusy = [];
                                reader.sint64s(message.communicatorBusy);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorBusy && message.communicatorBusy.length))
                                message.communicatorBusy = [];
                            message.communicatorBusy.push(reader.sint64());
                            continue;
                        }
                    case 55: {
                            if (wireType === 2) {
                                if (!(message.communicatorBusyLessFunctions && message.communicatorBusyLessFunctions.length))
                                    message.communicatorBusyLessFunctions = [];
                                reader.sint64s(message.communicatorBusyLessFunctions);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorBusyLessFunctions && message.communicatorBusyLessFunctions.length))
                                message.communicatorBusyLessFunctions = [];
                            message.communicatorBusyLessFunctions.push(reader.sint64());
                            continue;
                        }
                    case 56: {
                            if (wireType === 2) {
                                if (!(message.communicatorOccupied && message.communicatorOccupied.length))
                                    message.communicatorOccupied = [];
                                reader.sint64s(message.communicatorOccupied);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorOccupied && message.communicatorOccupied.length))
                                message.communicatorOccupied = [];
                            message.communicatorOccupied.push(reader.sint64());
                            continue;
                        }
                    case 57: {
                            if (wireType === 2) {
                                if (!(message.communicatorLastStartAge && message.communicatorLastStartAge.length))
                                    message.communicatorLastStartAge = [];
                                reader.sint64s(message.communicatorLastStartAge);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorLastStartAge && message.communicatorLastStartAge.length))
                                message.communicatorLastStartAge = [];
                            message.communicatorLastStartAge.push(reader.sint64());
                            continue;
                        }
                    case 58: {
                            if (wireType === 2) {
                                if (!(message.communicatorLastEndAge && message.communicatorLastEndAge.length))
                                    message.communicatorLastEndAge = [];
                                reader.sint64s(message.communicatorLastEndAge);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorLastEndAge && message.communicatorLastEndAge.length))
                                message.communicatorLastEndAge = [];
                            message.communicatorLastEndAge.push(reader.sint64());
                            continue;
                        }
                    case 59: {
                            if (wireType === 2) {
                                if (!(message.communicatorLive && message.communicatorLive.length))
                                    message.communicatorLive = [];
                                reader.sint64s(message.communicatorLive);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.communicatorLive && message.communicatorLive.length))
                                message.communicatorLive = [];
                            message.communicatorLive.push(reader.sint64());
                            continue;
                        }
                    case 64: {
                            if (wireType === 2) {
                                if (!(message.connectionReadySteps && message.connectionReadySteps.length))
                                    message.connectionReadySteps = [];
                                reader.sint64s(message.connectionReadySteps);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionReadySteps && message.connectionReadySteps.length))
                                message.connectionReadySteps = [];
                            message.connectionReadySteps.push(reader.sint64());
                            continue;
                        }
                    case 65: {
                            if (wireType === 2) {
                                if (!(message.connectionPostedSteps && message.connectionPostedSteps.length))
                                    message.connectionPostedSteps = [];
                                reader.sint64s(message.connectionPostedSteps);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionPostedSteps && message.connectionPostedSteps.length))
                                message.connectionPostedSteps = [];
                            message.connectionPostedSteps.push(reader.sint64());
                            continue;
                        }
                    case 66: {
                            if (wireType === 2) {
                                if (!(message.connectionPostedStepsLessReady && message.connectionPostedStepsLessReady.length))
                                    message.connectionPostedStepsLessReady = [];
                                reader.sint64s(message.connectionPostedStepsLessReady);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionPostedStepsLessReady && message.connectionPostedStepsLessReady.length))
                                message.connectionPostedStepsLessReady = [];
                            message.connectionPostedStepsLessReady.push(reader.sint64());
                            continue;
                        }
                    case 67: {
                            if (wireType === 2) {
                                if (!(message.connectionDoneSteps && message.connectionDoneSteps.length))
                                    message.connectionDoneSteps = [];
                                reader.sint64s(message.connectionDoneSteps);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionDoneSteps && message.connectionDoneSteps.length))
                                message.connectionDoneSteps = [];
                            message.connectionDoneSteps.push(reader.sint64());
                            continue;
                        }
                    case 68: {
                            if (wireType === 2) {
                                if (!(message.connectionDoneStepsLessPosted && message.connectionDoneStepsLessPosted.length))
                                    message.connectionDoneStepsLessPosted = [];
                                reader.sint64s(message.connectionDoneStepsLessPosted);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionDoneStepsLessPosted && message.connectionDoneStepsLessPosted.length))
                                message.connectionDoneStepsLessPosted = [];
                            message.connectionDoneStepsLessPosted.push(reader.sint64());
                            continue;
                        }
                    case 69: {
                            if (wireType === 2) {
                                if (!(message.connectionReadyBytes && message.connectionReadyBytes.length))
                                    message.connectionReadyBytes = [];
                                reader.sint64s(message.connectionReadyBytes);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionReadyBytes && message.connectionReadyBytes.length))
                                message.connectionReadyBytes = [];
                            message.connectionReadyBytes.push(reader.sint64());
                            continue;
                        }
                    case 70: {
                            if (wireType === 2) {
                                if (!(message.connectionPostedBytes && message.connectionPostedBytes.length))
                                    message.connectionPostedBytes = [];
                                reader.sint64s(message.connectionPostedBytes);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionPostedBytes && message.connectionPostedBytes.length))
                                message.connectionPostedBytes = [];
                            message.connectionPostedBytes.push(reader.sint64());
                            continue;
                        }
                    case 71: {
                            if (wireType === 2) {
                                if (!(message.connectionPostedBytesLessReady && message.connectionPostedBytesLessReady.length))
                                    message.connectionPostedBytesLessReady = [];
                                reader.sint64s(message.connectionPostedBytesLessReady);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionPostedBytesLessReady && message.connectionPostedBytesLessReady.length))
                                message.connectionPostedBytesLessReady = [];
                            message.connectionPostedBytesLessReady.push(reader.sint64());
                            continue;
                        }
                    case 72: {
                            if (wireType === 2) {
                                if (!(message.connectionDoneBytes && message.connectionDoneBytes.length))
                                    message.connectionDoneBytes = [];
                                reader.sint64s(message.connectionDoneBytes);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionDoneBytes && message.connectionDoneBytes.length))
                                message.connectionDoneBytes = [];
                            message.connectionDoneBytes.push(reader.sint64());
                            continue;
                        }
                    case 73: {
                            if (wireType === 2) {
                                if (!(message.connectionDoneBytesLessPosted && message.connectionDoneBytesLessPosted.length))
                                    message.connectionDoneBytesLessPosted = [];
                                reader.sint64s(message.connectionDoneBytesLessPosted);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionDoneBytesLessPosted && message.connectionDoneBytesLessPosted.length))
                                message.connectionDoneBytesLessPosted = [];
                            message.connectionDoneBytesLessPosted.push(reader.sint64());
                            continue;
                        }
                    case 74: {
                            if (wireType === 2) {
                                if (!(message.connectionHeardSteps && message.connectionHeardSteps.length))
                                    message.connectionHeardSteps = [];
                                reader.sint64s(message.connectionHeardSteps);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionHeardSteps && message.connectionHeardSteps.length))
                                message.connectionHeardSteps = [];
                            message.connectionHeardSteps.push(reader.sint64());
                            continue;
                        }
                    case 75: {
                            if (wireType === 2) {
                                if (!(message.connectionHeardStepsLessReady && message.connectionHeardStepsLessReady.length))
                                    message.connectionHeardStepsLessReady = [];
                                reader.sint64s(message.connectionHeardStepsLessReady);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionHeardStepsLessReady && message.connectionHeardStepsLessReady.length))
                                message.connectionHeardStepsLessReady = [];
                            message.connectionHeardStepsLessReady.push(reader.sint64());
                            continue;
                        }
                    case 76: {
                            if (wireType === 2) {
                                if (!(message.connectionStreaming && message.connectionStreaming.length))
                                    message.connectionStreaming = [];
                                reader.sint64s(message.connectionStreaming);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionStreaming && message.connectionStreaming.length))
                                message.connectionStreaming = [];
                            message.connectionStreaming.push(reader.sint64());
                            continue;
                        }
                    case 77: {
                            if (wireType === 2) {
                                if (!(message.connectionStreamingBytes && message.connectionStreamingBytes.length))
                                    message.connectionStreamingBytes = [];
                                reader.sint64s(message.connectionStreamingBytes);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionStreamingBytes && message.connectionStreamingBytes.length))
                                message.connectionStreamingBytes = [];
                            message.connectionStreamingBytes.push(reader.sint64());
                            continue;
                        }
                    case 78: {
                            if (wireType === 2) {
                                if (!(message.connectionWaitGpu && message.connectionWaitGpu.length))
                                    message.connectionWaitGpu = [];
                                reader.sint64s(message.connectionWaitGpu);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionWaitGpu && message.connectionWaitGpu.length))
                                message.connectionWaitGpu = [];
                            message.connectionWaitGpu.push(reader.sint64());
                            continue;
                        }
                    case 79: {
                            if (wireType === 2) {
                                if (!(message.connectionWaitPeer && message.connectionWaitPeer.length))
                                    message.connectionWaitPeer = [];
                                reader.sint64s(message.connectionWaitPeer);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionWaitPeer && message.connectionWaitPeer.length))
                                message.connectionWaitPeer = [];
                            message.connectionWaitPeer.push(reader.sint64());
                            continue;
                        }
                    case 80: {
                            if (wireType === 2) {
                                if (!(message.connectionWaitNetwork && message.connectionWaitNetwork.length))
                                    message.connectionWaitNetwork = [];
                                reader.sint64s(message.connectionWaitNetwork);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionWaitNetwork && message.connectionWaitNetwork.length))
                                message.connectionWaitNetwork = [];
                            message.connectionWaitNetwork.push(reader.sint64());
                            continue;
                        }
                    case 81: {
                            if (wireType === 2) {
                                if (!(message.connectionWaitData && message.connectionWaitData.length))
                                    message.connectionWaitData = [];
                                reader.sint64s(message.connectionWaitData);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionWaitData && message.connectionWaitData.length))
                                message.connectionWaitData = [];
                            message.connectionWaitData.push(reader.sint64());
                            continue;
                        }
                    case 82: {
                            if (wireType === 2) {
                                if (!(message.connectionWait && message.connectionWait.length))
                                    message.connectionWait = [];
                                reader.sint64s(message.connectionWait);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionWait && message.connectionWait.length))
                                message.connectionWait = [];
                            message.connectionWait.push(reader.sint64());
                            continue;
                        }
                    case 83: {
                            if (wireType === 2) {
                                if (!(message.connectionWaitAge && message.connectionWaitAge.length))
                                    message.connectionWaitAge = [];
                                reader.sint64s(message.connectionWaitAge);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionWaitAge && message.connectionWaitAge.length))
                                message.connectionWaitAge = [];
                            message.connectionWaitAge.push(reader.sint64());
                            continue;
                        }
                    case 84: {
                            if (wireType === 2) {
                                if (!(message.connectionProgressAge && message.connectionProgressAge.length))
                                    message.connectionProgressAge = [];
                                reader.sint64s(message.connectionProgressAge);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.connectionProgressAge && message.connectionProgressAge.length))
                                message.connectionProgressAge = [];
                            message.connectionProgressAge.push(reader.sint64());
                            continue;
                        }
                    case 96: {
                            if (wireType === 2) {
                                if (!(message.socketBytesAcked && message.socketBytesAcked.length))
                                    message.socketBytesAcked = [];
                                reader.sint64s(message.socketBytesAcked);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.socketBytesAcked && message.socketBytesAcked.length))
                                message.socketBytesAcked = [];
                            message.socketBytesAcked.push(reader.sint64());
                            continue;
                        }
                    case 97: {
                            if (wireType === 2) {
                                if (!(message.socketBytesReceived && message.socketBytesReceived.length))
                                    message.socketBytesReceived = [];
                                reader.sint64s(message.socketBytesReceived);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.socketBytesReceived && message.socketBytesReceived.length))
                                message.socketBytesReceived = [];
                            message.socketBytesReceived.push(reader.sint64());
                            continue;
                        }
                    case 98: {
                            if (wireType === 2) {
                                if (!(message.socketUnackedSegments && message.socketUnackedSegments.length))
                                    message.socketUnackedSegments = [];
                                reader.sint64s(message.socketUnackedSegments);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.socketUnackedSegments && message.socketUnackedSegments.length))
                                message.socketUnackedSegments = [];
                            message.socketUnackedSegments.push(reader.sint64());
                            continue;
                        }
                    case 99: {
                            if (wireType === 2) {
                                if (!(message.socketUnsentBytes && message.socketUnsentBytes.length))
                                    message.socketUnsentBytes = [];
                                reader.sint64s(message.socketUnsentBytes);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.socketUnsentBytes && message.socketUnsentBytes.length))
                                message.socketUnsentBytes = [];
                            message.socketUnsentBytes.push(reader.sint64());
                            continue;
                        }
                    case 100: {
                            if (wireType === 2) {
                                if (!(message.socketUnreadBytes && message.socketUnreadBytes.length))
                                    message.socketUnreadBytes = [];
                                reader.sint64s(message.socketUnreadBytes);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.socketUnreadBytes && message.socketUnreadBytes.length))
                                message.socketUnreadBytes = [];
                            message.socketUnreadBytes.push(reader.sint64());
                            continue;
                        }
                    case 101: {
                            if (wireType === 2) {
                                if (!(message.socketRetransmits && message.socketRetransmits.length))
                                    message.socketRetransmits = [];
                                reader.sint64s(message.socketRetransmits);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.socketRetransmits && message.socketRetransmits.length))
                                message.socketRetransmits = [];
                            message.socketRetransmits.push(reader.sint64());
                            continue;
                        }
                    case 102: {
                            if (wireType === 2) {
                                if (!(message.socketRoundTrip && message.socketRoundTrip.length))
                                    message.socketRoundTrip = [];
                                reader.sint64s(message.socketRoundTrip);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.socketRoundTrip && message.socketRoundTrip.length))
                                message.socketRoundTrip = [];
                            message.socketRoundTrip.push(reader.sint64());
                            continue;
                        }
                    case 103: {
                            if (wireType === 2) {
                                if (!(message.socketBusy && message.socketBusy.length))
                                    message.socketBusy = [];
                                reader.sint64s(message.socketBusy);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.socketBusy && message.socketBusy.length))
                                message.socketBusy = [];
                            message.socketBusy.push(reader.sint64());
                            continue;
                        }
                    case 104: {
                            if (wireType === 2) {
                                if (!(message.socketReceiveWindowLimited && message.socketReceiveWindowLimited.length))
                                    message.socketReceiveWindowLimited = [];
                                reader.sint64s(message.socketReceiveWindowLimited);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.socketReceiveWindowLimited && message.socketReceiveWindowLimited.length))
                                message.socketReceiveWindowLimited = [];
                            message.socketReceiveWindowLimited.push(reader.sint64());
                            continue;
                        }
                    case 105: {
                            if (wireType === 2) {
                                if (!(message.socketSendBufferLimited && message.socketSendBufferLimited.length))
                                    message.socketSendBufferLimited = [];
                                reader.sint64s(message.socketSendBufferLimited);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.socketSendBufferLimited && message.socketSendBufferLimited.length))
                                message.socketSendBufferLimited = [];
                            message.socketSendBufferLimited.push(reader.sint64());
                            continue;
                        }
                    case 106: {
                            if (wireType === 2) {
                                if (!(message.socketDeliveryBytesPerSecond && message.socketDeliveryBytesPerSecond.length))
                                    message.socketDeliveryBytesPerSecond = [];
                                reader.sint64s(message.socketDeliveryBytesPerSecond);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.socketDeliveryBytesPerSecond && message.socketDeliveryBytesPerSecond.length))
                                message.socketDeliveryBytesPerSecond = [];
                            message.socketDeliveryBytesPerSecond.push(reader.sint64());
                            continue;
                        }
                    case 107: {
                            if (wireType === 2) {
                                if (!(message.socketLastSentAge && message.socketLastSentAge.length))
                                    message.socketLastSentAge = [];
                                reader.sint64s(message.socketLastSentAge);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.socketLastSentAge && message.socketLastSentAge.length))
                                message.socketLastSentAge = [];
                            message.socketLastSentAge.push(reader.sint64());
                            continue;
                        }
                    case 108: {
                            if (wireType === 2) {
                                if (!(message.socketLastReceivedAge && message.socketLastReceivedAge.length))
                                    message.socketLastReceivedAge = [];
                                reader.sint64s(message.socketLastReceivedAge);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.socketLastReceivedAge && message.socketLastReceivedAge.length))
                                message.socketLastReceivedAge = [];
                            message.socketLastReceivedAge.push(reader.sint64());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Values;
        })();

        v1.Operations = (function() {

            const Operations = function (properties) {
                this.shapeBytes = [];
                this.shapeKind = [];
                this.shapePeer = [];
                this.counts = [];
                this.newest = [];
                this.operation = [];
                this.ordinalGap = [];
                this.elapsed = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Operations.prototype.shapeBytes = $util.emptyArray;
            Operations.prototype.shapeKind = $util.emptyArray;
            Operations.prototype.shapePeer = $util.emptyArray;
            Operations.prototype.counts = $util.emptyArray;
            Operations.prototype.newest = $util.emptyArray;
            Operations.prototype.operation = $util.emptyArray;
            Operations.prototype.ordinalGap = $util.emptyArray;
            Operations.prototype.elapsed = $util.emptyArray;

            Operations.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.shapeBytes != null && message.shapeBytes.length)
                    writer.uint32(10).uint64s(message.shapeBytes);
                if (message.shapeKind != null && message.shapeKind.length)
                    writer.uint32(18).uint32s(message.shapeKind);
                if (message.shapePeer != null && message.shapePeer.length)
                    writer.uint32(26).sint32s(message.shapePeer);
                if (message.counts != null && message.counts.length)
                    writer.uint32(34).uint32s(message.counts);
                if (message.newest != null && message.newest.length)
                    writer.uint32(42).sint64s(message.newest);
                if (message.operation != null && message.operation.length)
                    writer.uint32(50).uint32s(message.operation);
                if (message.ordinalGap != null && message.ordinalGap.length)
                    writer.uint32(58).sint64s(message.ordinalGap);
                if (message.elapsed != null && message.elapsed.length)
                    writer.uint32(66).uint64s(message.elapsed);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Operations.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.Operations();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.shapeBytes && message.shapeBytes.length))
                                    message.shapeBytes = [];
                                reader.uint64s(message.shapeBytes);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.shapeBytes && message.shapeBytes.length))
                                message.shapeBytes = [];
                            message.shapeBytes.push(reader.uint64());
                            continue;
                        }
                    case 2: {
                            if (wireType === 2) {
                                if (!(message.shapeKind && message.shapeKind.length))
                                    message.shapeKind = [];
                                reader.uint32s(message.shapeKind);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.shapeKind && message.shapeKind.length))
                                message.shapeKind = [];
                            message.shapeKind.push(reader.uint32());
                            continue;
                        }
                    case 3: {
                            if (wireType === 2) {
                                if (!(message.shapePeer && message.shapePeer.length))
                                    message.shapePeer = [];
                                reader.sint32s(message.shapePeer);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.shapePeer && message.shapePeer.length))
                                message.shapePeer = [];
                            message.shapePeer.push(reader.sint32());
                            continue;
                        }
                    case 4: {
                            if (wireType === 2) {
                                if (!(message.counts && message.counts.length))
                                    message.counts = [];
                                reader.uint32s(message.counts);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.counts && message.counts.length))
                                message.counts = [];
                            message.counts.push(reader.uint32());
                            continue;
                        }
                    case 5: {
                            if (wireType === 2) {
                                if (!(message.newest && message.newest.length))
                                    message.newest = [];
                                reader.sint64s(message.newest);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.newest && message.newest.length))
                                message.newest = [];
                            message.newest.push(reader.sint64());
                            continue;
                        }
                    case 6: {
                            if (wireType === 2) {
                                if (!(message.operation && message.operation.length))
                                    message.operation = [];
                                reader.uint32s(message.operation);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.operation && message.operation.length))
                                message.operation = [];
                            message.operation.push(reader.uint32());
                            continue;
                        }
                    case 7: {
                            if (wireType === 2) {
                                if (!(message.ordinalGap && message.ordinalGap.length))
                                    message.ordinalGap = [];
                                reader.sint64s(message.ordinalGap);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.ordinalGap && message.ordinalGap.length))
                                message.ordinalGap = [];
                            message.ordinalGap.push(reader.sint64());
                            continue;
                        }
                    case 8: {
                            if (wireType === 2) {
                                if (!(message.elapsed && message.elapsed.length))
                                    message.elapsed = [];
                                reader.uint64s(message.elapsed);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.elapsed && message.elapsed.length))
                                message.elapsed = [];
                            message.elapsed.push(reader.uint64());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Operations;
        })();

        v1.Event = (function() {

            const Event = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Event.prototype.node = "";
            Event.prototype.agentStarted = null;
            Event.prototype.agentStopped = null;
            Event.prototype.processStarted = null;
            Event.prototype.processEnded = null;
            Event.prototype.kernelFault = null;
            Event.prototype.jobNotice = null;
            Event.prototype.processRaised = null;

            let $oneOfFields;

            $Object.defineProperty(Event.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["agentStarted", "agentStopped", "processStarted", "processEnded", "kernelFault", "jobNotice", "processRaised"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Event.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.node != null && $Object.hasOwnProperty.call(message, "node") && message.node !== "")
                    writer.uint32(10).string(message.node);
                if (message.agentStarted != null && $Object.hasOwnProperty.call(message, "agentStarted"))
                    $root.c4.v1.AgentStarted.encode(message.agentStarted, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.agentStopped != null && $Object.hasOwnProperty.call(message, "agentStopped"))
                    $root.c4.v1.AgentStopped.encode(message.agentStopped, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.processStarted != null && $Object.hasOwnProperty.call(message, "processStarted"))
                    $root.c4.v1.ProcessStarted.encode(message.processStarted, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.processEnded != null && $Object.hasOwnProperty.call(message, "processEnded"))
                    $root.c4.v1.ProcessEnded.encode(message.processEnded, writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.kernelFault != null && $Object.hasOwnProperty.call(message, "kernelFault"))
                    $root.c4.v1.KernelFault.encode(message.kernelFault, writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.jobNotice != null && $Object.hasOwnProperty.call(message, "jobNotice"))
                    $root.c4.v1.JobNotice.encode(message.jobNotice, writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.processRaised != null && $Object.hasOwnProperty.call(message, "processRaised"))
                    $root.c4.v1.ProcessRaised.encode(message.processRaised, writer.uint32(66).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Event.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.Event();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.node = value;
                            else
                                delete message.node;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.agentStarted = $root.c4.v1.AgentStarted.decode(reader, reader.size(), $undefined, _depth + 1, message.agentStarted);
                            message.kind = "agentStarted";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.agentStopped = $root.c4.v1.AgentStopped.decode(reader, reader.size(), $undefined, _depth + 1, message.agentStopped);
                            message.kind = "agentStopped";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.processStarted = $root.c4.v1.ProcessStarted.decode(reader, reader.size(), $undefined, _depth + 1, message.processStarted);
                            message.kind = "processStarted";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.processEnded = $root.c4.v1.ProcessEnded.decode(reader, reader.size(), $undefined, _depth + 1, message.processEnded);
                            message.kind = "processEnded";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.kernelFault = $root.c4.v1.KernelFault.decode(reader, reader.size(), $undefined, _depth + 1, message.kernelFault);
                            message.kind = "kernelFault";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.jobNotice = $root.c4.v1.JobNotice.decode(reader, reader.size(), $undefined, _depth + 1, message.jobNotice);
                            message.kind = "jobNotice";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.processRaised = $root.c4.v1.ProcessRaised.decode(reader, reader.size(), $undefined, _depth + 1, message.processRaised);
                            message.kind = "processRaised";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Event;
        })();

        v1.AgentStarted = (function() {

            const AgentStarted = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            AgentStarted.prototype.session = "";
            AgentStarted.prototype.version = "";

            AgentStarted.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                    writer.uint32(10).string(message.session);
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== "")
                    writer.uint32(26).string(message.version);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            AgentStarted.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.AgentStarted();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.session = value;
                            else
                                delete message.session;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AgentStarted;
        })();

        v1.AgentStopped = (function() {

            const AgentStopped = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            AgentStopped.prototype.session = "";

            AgentStopped.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session !== "")
                    writer.uint32(10).string(message.session);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            AgentStopped.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.AgentStopped();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.session = value;
                            else
                                delete message.session;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return AgentStopped;
        })();

        v1.ProcessStarted = (function() {

            const ProcessStarted = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ProcessStarted.prototype.job = "";
            ProcessStarted.prototype.rank = 0;
            ProcessStarted.prototype.process = "";
            ProcessStarted.prototype.pid = 0;
            ProcessStarted.prototype.worldSize = 0;

            ProcessStarted.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.job != null && $Object.hasOwnProperty.call(message, "job") && message.job !== "")
                    writer.uint32(10).string(message.job);
                if (message.rank != null && $Object.hasOwnProperty.call(message, "rank") && message.rank !== 0)
                    writer.uint32(16).uint32(message.rank);
                if (message.process != null && $Object.hasOwnProperty.call(message, "process") && message.process !== "")
                    writer.uint32(26).string(message.process);
                if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
                    writer.uint32(32).uint32(message.pid);
                if (message.worldSize != null && $Object.hasOwnProperty.call(message, "worldSize") && message.worldSize !== 0)
                    writer.uint32(40).sint32(message.worldSize);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ProcessStarted.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.ProcessStarted();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.job = value;
                            else
                                delete message.job;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.rank = value;
                            else
                                delete message.rank;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.process = value;
                            else
                                delete message.process;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.pid = value;
                            else
                                delete message.pid;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.worldSize = value;
                            else
                                delete message.worldSize;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ProcessStarted;
        })();

        v1.ProcessRaised = (function() {

            const ProcessRaised = function (properties) {
                this.evidence = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ProcessRaised.prototype.job = "";
            ProcessRaised.prototype.rank = 0;
            ProcessRaised.prototype.process = "";
            ProcessRaised.prototype.evidence = $util.emptyArray;

            ProcessRaised.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.job != null && $Object.hasOwnProperty.call(message, "job") && message.job !== "")
                    writer.uint32(10).string(message.job);
                if (message.rank != null && $Object.hasOwnProperty.call(message, "rank") && message.rank !== 0)
                    writer.uint32(16).uint32(message.rank);
                if (message.process != null && $Object.hasOwnProperty.call(message, "process") && message.process !== "")
                    writer.uint32(26).string(message.process);
                if (message.evidence != null && message.evidence.length)
                    for (let i = 0; i < message.evidence.length; ++i)
                        writer.uint32(34).string(message.evidence[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ProcessRaised.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.ProcessRaised();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.job = value;
                            else
                                delete message.job;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.rank = value;
                            else
                                delete message.rank;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.process = value;
                            else
                                delete message.process;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.evidence && message.evidence.length))
                                message.evidence = [];
                            message.evidence.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ProcessRaised;
        })();

        v1.ProcessEnded = (function() {

            const ProcessEnded = function (properties) {
                this.evidence = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ProcessEnded.prototype.job = "";
            ProcessEnded.prototype.rank = 0;
            ProcessEnded.prototype.process = "";
            ProcessEnded.prototype.finished = null;
            ProcessEnded.prototype.exited = null;
            ProcessEnded.prototype.signaled = null;
            ProcessEnded.prototype.gone = null;
            ProcessEnded.prototype.noticedAfterMs = 0;
            ProcessEnded.prototype.evidence = $util.emptyArray;

            let $oneOfFields;

            $Object.defineProperty(ProcessEnded.prototype, "end", {
                get: $util.oneOfGetter($oneOfFields = ["finished", "exited", "signaled", "gone"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            ProcessEnded.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.job != null && $Object.hasOwnProperty.call(message, "job") && message.job !== "")
                    writer.uint32(10).string(message.job);
                if (message.rank != null && $Object.hasOwnProperty.call(message, "rank") && message.rank !== 0)
                    writer.uint32(16).uint32(message.rank);
                if (message.process != null && $Object.hasOwnProperty.call(message, "process") && message.process !== "")
                    writer.uint32(26).string(message.process);
                if (message.finished != null && $Object.hasOwnProperty.call(message, "finished"))
                    $root.c4.v1.Finished.encode(message.finished, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.exited != null && $Object.hasOwnProperty.call(message, "exited"))
                    $root.c4.v1.Exited.encode(message.exited, writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.signaled != null && $Object.hasOwnProperty.call(message, "signaled"))
                    $root.c4.v1.Signaled.encode(message.signaled, writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.gone != null && $Object.hasOwnProperty.call(message, "gone"))
                    $root.c4.v1.Gone.encode(message.gone, writer.uint32(58).fork(), _depth + 1).ldelim();
                if (message.noticedAfterMs != null && $Object.hasOwnProperty.call(message, "noticedAfterMs") && !$Object.is(message.noticedAfterMs, 0))
                    writer.uint32(65).double(message.noticedAfterMs);
                if (message.evidence != null && message.evidence.length)
                    for (let i = 0; i < message.evidence.length; ++i)
                        writer.uint32(74).string(message.evidence[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ProcessEnded.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.ProcessEnded();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.job = value;
                            else
                                delete message.job;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.rank = value;
                            else
                                delete message.rank;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.process = value;
                            else
                                delete message.process;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.finished = $root.c4.v1.Finished.decode(reader, reader.size(), $undefined, _depth + 1, message.finished);
                            message.end = "finished";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.exited = $root.c4.v1.Exited.decode(reader, reader.size(), $undefined, _depth + 1, message.exited);
                            message.end = "exited";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.signaled = $root.c4.v1.Signaled.decode(reader, reader.size(), $undefined, _depth + 1, message.signaled);
                            message.end = "signaled";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.gone = $root.c4.v1.Gone.decode(reader, reader.size(), $undefined, _depth + 1, message.gone);
                            message.end = "gone";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.noticedAfterMs = value;
                            else
                                delete message.noticedAfterMs;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.evidence && message.evidence.length))
                                message.evidence = [];
                            message.evidence.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ProcessEnded;
        })();

        v1.Finished = (function() {

            const Finished = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Finished.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Finished.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.Finished();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Finished;
        })();

        v1.Exited = (function() {

            const Exited = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Exited.prototype.code = 0;
            Exited.prototype.reason = "";

            Exited.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.code != null && $Object.hasOwnProperty.call(message, "code") && message.code !== 0)
                    writer.uint32(8).sint32(message.code);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(18).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Exited.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.Exited();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.code = value;
                            else
                                delete message.code;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Exited;
        })();

        v1.Signaled = (function() {

            const Signaled = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Signaled.prototype.signal = "";
            Signaled.prototype.outOfMemory = false;

            Signaled.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.signal != null && $Object.hasOwnProperty.call(message, "signal") && message.signal !== "")
                    writer.uint32(10).string(message.signal);
                if (message.outOfMemory != null && $Object.hasOwnProperty.call(message, "outOfMemory") && message.outOfMemory !== false)
                    writer.uint32(16).bool(message.outOfMemory);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Signaled.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.Signaled();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.signal = value;
                            else
                                delete message.signal;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.outOfMemory = value;
                            else
                                delete message.outOfMemory;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Signaled;
        })();

        v1.Gone = (function() {

            const Gone = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Gone.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Gone.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.Gone();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Gone;
        })();

        v1.KernelFault = (function() {

            const KernelFault = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            KernelFault.prototype.fault = "";
            KernelFault.prototype.line = "";

            KernelFault.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.fault != null && $Object.hasOwnProperty.call(message, "fault") && message.fault !== "")
                    writer.uint32(10).string(message.fault);
                if (message.line != null && $Object.hasOwnProperty.call(message, "line") && message.line !== "")
                    writer.uint32(18).string(message.line);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            KernelFault.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.KernelFault();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.fault = value;
                            else
                                delete message.fault;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.line = value;
                            else
                                delete message.line;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return KernelFault;
        })();

        v1.JobNotice = (function() {

            const JobNotice = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            JobNotice.prototype.job = "";
            JobNotice.prototype.ended = false;
            JobNotice.prototype.exitCode = 0;
            JobNotice.prototype.detail = "";

            JobNotice.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.job != null && $Object.hasOwnProperty.call(message, "job") && message.job !== "")
                    writer.uint32(10).string(message.job);
                if (message.ended != null && $Object.hasOwnProperty.call(message, "ended") && message.ended !== false)
                    writer.uint32(16).bool(message.ended);
                if (message.exitCode != null && $Object.hasOwnProperty.call(message, "exitCode") && message.exitCode !== 0)
                    writer.uint32(24).sint32(message.exitCode);
                if (message.detail != null && $Object.hasOwnProperty.call(message, "detail") && message.detail !== "")
                    writer.uint32(34).string(message.detail);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            JobNotice.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.JobNotice();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.job = value;
                            else
                                delete message.job;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.ended = value;
                            else
                                delete message.ended;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.exitCode = value;
                            else
                                delete message.exitCode;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.detail = value;
                            else
                                delete message.detail;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return JobNotice;
        })();

        v1.Command = (function() {

            const Command = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Command.prototype.scope = "";
            Command.prototype.generation = 0;
            Command.prototype.term = 0;
            Command.prototype.setMask = null;
            Command.prototype.gather = null;
            Command.prototype.probe = null;

            let $oneOfFields;

            $Object.defineProperty(Command.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["setMask", "gather", "probe"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Command.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.scope != null && $Object.hasOwnProperty.call(message, "scope") && message.scope !== "")
                    writer.uint32(10).string(message.scope);
                if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && !$Object.is(message.generation, 0))
                    writer.uint32(17).double(message.generation);
                if (message.term != null && $Object.hasOwnProperty.call(message, "term") && !$Object.is(message.term, 0))
                    writer.uint32(25).double(message.term);
                if (message.setMask != null && $Object.hasOwnProperty.call(message, "setMask"))
                    $root.c4.v1.SetMask.encode(message.setMask, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.gather != null && $Object.hasOwnProperty.call(message, "gather"))
                    $root.c4.v1.Gather.encode(message.gather, writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.probe != null && $Object.hasOwnProperty.call(message, "probe"))
                    $root.c4.v1.Probe.encode(message.probe, writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Command.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.Command();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.scope = value;
                            else
                                delete message.scope;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.generation = value;
                            else
                                delete message.generation;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.term = value;
                            else
                                delete message.term;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.setMask = $root.c4.v1.SetMask.decode(reader, reader.size(), $undefined, _depth + 1, message.setMask);
                            message.kind = "setMask";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.gather = $root.c4.v1.Gather.decode(reader, reader.size(), $undefined, _depth + 1, message.gather);
                            message.kind = "gather";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.probe = $root.c4.v1.Probe.decode(reader, reader.size(), $undefined, _depth + 1, message.probe);
                            message.kind = "probe";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Command;
        })();

        v1.SetMask = (function() {

            const SetMask = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            SetMask.prototype.job = "";
            SetMask.prototype.mask = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            SetMask.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.job != null && $Object.hasOwnProperty.call(message, "job") && message.job !== "")
                    writer.uint32(10).string(message.job);
                if (message.mask != null && $Object.hasOwnProperty.call(message, "mask") && (typeof message.mask === "object" ? message.mask.low || message.mask.high : message.mask !== 0))
                    writer.uint32(17).fixed64(message.mask);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            SetMask.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.SetMask();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.job = value;
                            else
                                delete message.job;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                message.mask = value;
                            else
                                delete message.mask;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return SetMask;
        })();

        v1.Evidence = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "EVIDENCE_STACK"] = 0;
            values[valuesById[1] = "EVIDENCE_FLIGHT_RECORDER"] = 1;
            values[valuesById[2] = "EVIDENCE_KERNEL_LOG"] = 2;
            return values;
        })();

        v1.Gather = (function() {

            const Gather = function (properties) {
                this.want = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Gather.prototype.incident = "";
            Gather.prototype.job = "";
            Gather.prototype.rank = 0;
            Gather.prototype.process = "";
            Gather.prototype.want = $util.emptyArray;

            Gather.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.incident != null && $Object.hasOwnProperty.call(message, "incident") && message.incident !== "")
                    writer.uint32(10).string(message.incident);
                if (message.job != null && $Object.hasOwnProperty.call(message, "job") && message.job !== "")
                    writer.uint32(18).string(message.job);
                if (message.rank != null && $Object.hasOwnProperty.call(message, "rank") && message.rank !== 0)
                    writer.uint32(24).uint32(message.rank);
                if (message.process != null && $Object.hasOwnProperty.call(message, "process") && message.process !== "")
                    writer.uint32(34).string(message.process);
                if (message.want != null && message.want.length)
                    writer.uint32(42).int32s(message.want);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Gather.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.Gather();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.incident = value;
                            else
                                delete message.incident;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.job = value;
                            else
                                delete message.job;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.rank = value;
                            else
                                delete message.rank;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.process = value;
                            else
                                delete message.process;
                            continue;
                        }
                    case 5: {
                            if (wireType === 2) {
                                if (!(message.want && message.want.length))
                                    message.want = [];
                                reader.int32s(message.want);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.want && message.want.length))
                                message.want = [];
                            message.want.push(reader.int32());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Gather;
        })();

        v1.Probe = (function() {

            const Probe = function (properties) {
                this.targets = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Probe.prototype.id = "";
            Probe.prototype.bytes = 0;
            Probe.prototype.timeoutMs = 0;
            Probe.prototype.targets = $util.emptyArray;

            Probe.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(10).string(message.id);
                if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && !$Object.is(message.bytes, 0))
                    writer.uint32(17).double(message.bytes);
                if (message.timeoutMs != null && $Object.hasOwnProperty.call(message, "timeoutMs") && !$Object.is(message.timeoutMs, 0))
                    writer.uint32(25).double(message.timeoutMs);
                if (message.targets != null && message.targets.length)
                    for (let i = 0; i < message.targets.length; ++i)
                        $root.c4.v1.ProbeTarget.encode(message.targets[i], writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Probe.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.Probe();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.bytes = value;
                            else
                                delete message.bytes;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.timeoutMs = value;
                            else
                                delete message.timeoutMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.targets && message.targets.length))
                                message.targets = [];
                            message.targets.push($root.c4.v1.ProbeTarget.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Probe;
        })();

        v1.ProbeTarget = (function() {

            const ProbeTarget = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ProbeTarget.prototype.node = "";
            ProbeTarget.prototype.address = "";

            ProbeTarget.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.node != null && $Object.hasOwnProperty.call(message, "node") && message.node !== "")
                    writer.uint32(10).string(message.node);
                if (message.address != null && $Object.hasOwnProperty.call(message, "address") && message.address !== "")
                    writer.uint32(18).string(message.address);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ProbeTarget.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.ProbeTarget();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.node = value;
                            else
                                delete message.node;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.address = value;
                            else
                                delete message.address;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ProbeTarget;
        })();

        v1.Reply = (function() {

            const Reply = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Reply.prototype.done = null;
            Reply.prototype.evidence = null;
            Reply.prototype.probed = null;
            Reply.prototype.refused = null;

            let $oneOfFields;

            $Object.defineProperty(Reply.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["done", "evidence", "probed", "refused"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Reply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.done != null && $Object.hasOwnProperty.call(message, "done"))
                    $root.c4.v1.Done.encode(message.done, writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.evidence != null && $Object.hasOwnProperty.call(message, "evidence"))
                    $root.c4.v1.EvidenceReply.encode(message.evidence, writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.probed != null && $Object.hasOwnProperty.call(message, "probed"))
                    $root.c4.v1.Probed.encode(message.probed, writer.uint32(26).fork(), _depth + 1).ldelim();
                if (message.refused != null && $Object.hasOwnProperty.call(message, "refused"))
                    $root.c4.v1.Refused.encode(message.refused, writer.uint32(34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Reply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.Reply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.done = $root.c4.v1.Done.decode(reader, reader.size(), $undefined, _depth + 1, message.done);
                            message.kind = "done";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.evidence = $root.c4.v1.EvidenceReply.decode(reader, reader.size(), $undefined, _depth + 1, message.evidence);
                            message.kind = "evidence";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.probed = $root.c4.v1.Probed.decode(reader, reader.size(), $undefined, _depth + 1, message.probed);
                            message.kind = "probed";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.refused = $root.c4.v1.Refused.decode(reader, reader.size(), $undefined, _depth + 1, message.refused);
                            message.kind = "refused";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Reply;
        })();

        v1.Done = (function() {

            const Done = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Done.prototype.detail = "";

            Done.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.detail != null && $Object.hasOwnProperty.call(message, "detail") && message.detail !== "")
                    writer.uint32(10).string(message.detail);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Done.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.Done();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.detail = value;
                            else
                                delete message.detail;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Done;
        })();

        v1.EvidenceReply = (function() {

            const EvidenceReply = function (properties) {
                this.items = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            EvidenceReply.prototype.items = $util.emptyArray;

            EvidenceReply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.items != null && message.items.length)
                    for (let i = 0; i < message.items.length; ++i)
                        $root.c4.v1.EvidenceItem.encode(message.items[i], writer.uint32(10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            EvidenceReply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.EvidenceReply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.items && message.items.length))
                                message.items = [];
                            message.items.push($root.c4.v1.EvidenceItem.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return EvidenceReply;
        })();

        v1.EvidenceItem = (function() {

            const EvidenceItem = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            EvidenceItem.prototype.kind = 0;
            EvidenceItem.prototype.node = "";
            EvidenceItem.prototype.rank = 0;
            EvidenceItem.prototype.text = "";
            EvidenceItem.prototype.truncated = false;

            EvidenceItem.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== 0)
                    writer.uint32(8).int32(message.kind);
                if (message.node != null && $Object.hasOwnProperty.call(message, "node") && message.node !== "")
                    writer.uint32(18).string(message.node);
                if (message.rank != null && $Object.hasOwnProperty.call(message, "rank") && message.rank !== 0)
                    writer.uint32(24).uint32(message.rank);
                if (message.text != null && $Object.hasOwnProperty.call(message, "text") && message.text !== "")
                    writer.uint32(34).string(message.text);
                if (message.truncated != null && $Object.hasOwnProperty.call(message, "truncated") && message.truncated !== false)
                    writer.uint32(40).bool(message.truncated);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            EvidenceItem.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.EvidenceItem();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.kind = value;
                            else
                                delete message.kind;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.node = value;
                            else
                                delete message.node;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.rank = value;
                            else
                                delete message.rank;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.text = value;
                            else
                                delete message.text;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.truncated = value;
                            else
                                delete message.truncated;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return EvidenceItem;
        })();

        v1.Probed = (function() {

            const Probed = function (properties) {
                this.results = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Probed.prototype.id = "";
            Probed.prototype.results = $util.emptyArray;

            Probed.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                    writer.uint32(10).string(message.id);
                if (message.results != null && message.results.length)
                    for (let i = 0; i < message.results.length; ++i)
                        $root.c4.v1.ProbeResult.encode(message.results[i], writer.uint32(18).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Probed.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.Probed();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.results && message.results.length))
                                message.results = [];
                            message.results.push($root.c4.v1.ProbeResult.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Probed;
        })();

        v1.ProbeOutcome = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "PROBE_OUTCOME_MEASURED"] = 0;
            values[valuesById[1] = "PROBE_OUTCOME_REFUSED"] = 1;
            values[valuesById[2] = "PROBE_OUTCOME_TIMED_OUT"] = 2;
            return values;
        })();

        v1.ProbeResult = (function() {

            const ProbeResult = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            ProbeResult.prototype.to = "";
            ProbeResult.prototype.outcome = 0;
            ProbeResult.prototype.connectMs = 0;
            ProbeResult.prototype.bytesPerSecond = 0;

            ProbeResult.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.to != null && $Object.hasOwnProperty.call(message, "to") && message.to !== "")
                    writer.uint32(10).string(message.to);
                if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome") && message.outcome !== 0)
                    writer.uint32(16).int32(message.outcome);
                if (message.connectMs != null && $Object.hasOwnProperty.call(message, "connectMs") && !$Object.is(message.connectMs, 0))
                    writer.uint32(25).double(message.connectMs);
                if (message.bytesPerSecond != null && $Object.hasOwnProperty.call(message, "bytesPerSecond") && !$Object.is(message.bytesPerSecond, 0))
                    writer.uint32(33).double(message.bytesPerSecond);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            ProbeResult.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.ProbeResult();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.to = value;
                            else
                                delete message.to;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.outcome = value;
                            else
                                delete message.outcome;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.connectMs = value;
                            else
                                delete message.connectMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.bytesPerSecond = value;
                            else
                                delete message.bytesPerSecond;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return ProbeResult;
        })();

        v1.Refused = (function() {

            const Refused = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Refused.prototype.reason = "";

            Refused.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(10).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Refused.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.c4.v1.Refused();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            return Refused;
        })();

        return v1;
    })();

    return c4;
})();

export {
  $root as default
};
