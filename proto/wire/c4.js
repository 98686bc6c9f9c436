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
                this.processes = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Signature.prototype.node = "";
            Signature.prototype.session = "";
            Signature.prototype.window = 0;
            Signature.prototype.windowMs = 0;
            Signature.prototype.processes = $util.emptyArray;
            Signature.prototype.health = null;
            Signature.prototype.probeAddress = "";

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
                if (message.processes != null && message.processes.length)
                    for (let i = 0; i < message.processes.length; ++i)
                        $root.c4.v1.Process.encode(message.processes[i], writer.uint32(42).fork(), _depth + 1).ldelim();
                if (message.health != null && $Object.hasOwnProperty.call(message, "health"))
                    $root.c4.v1.Health.encode(message.health, writer.uint32(50).fork(), _depth + 1).ldelim();
                if (message.probeAddress != null && $Object.hasOwnProperty.call(message, "probeAddress") && message.probeAddress !== "")
                    writer.uint32(58).string(message.probeAddress);
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
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.processes && message.processes.length))
                                message.processes = [];
                            message.processes.push($root.c4.v1.Process.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.health = $root.c4.v1.Health.decode(reader, reader.size(), $undefined, _depth + 1, message.health);
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

        v1.Health = (function() {

            const Health = function (properties) {
                this.devices = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Health.prototype.cpuFraction = 0;
            Health.prototype.memoryFraction = 0;
            Health.prototype.interfaceErrors = 0;
            Health.prototype.interfaceDrops = 0;
            Health.prototype.agentCpuSeconds = 0;
            Health.prototype.agentRssBytes = 0;
            Health.prototype.windowsDropped = 0;
            Health.prototype.filesRejected = 0;
            Health.prototype.devices = $util.emptyArray;

            Health.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.cpuFraction != null && $Object.hasOwnProperty.call(message, "cpuFraction") && !$Object.is(message.cpuFraction, 0))
                    writer.uint32(9).double(message.cpuFraction);
                if (message.memoryFraction != null && $Object.hasOwnProperty.call(message, "memoryFraction") && !$Object.is(message.memoryFraction, 0))
                    writer.uint32(17).double(message.memoryFraction);
                if (message.interfaceErrors != null && $Object.hasOwnProperty.call(message, "interfaceErrors") && !$Object.is(message.interfaceErrors, 0))
                    writer.uint32(25).double(message.interfaceErrors);
                if (message.interfaceDrops != null && $Object.hasOwnProperty.call(message, "interfaceDrops") && !$Object.is(message.interfaceDrops, 0))
                    writer.uint32(33).double(message.interfaceDrops);
                if (message.agentCpuSeconds != null && $Object.hasOwnProperty.call(message, "agentCpuSeconds") && !$Object.is(message.agentCpuSeconds, 0))
                    writer.uint32(41).double(message.agentCpuSeconds);
                if (message.agentRssBytes != null && $Object.hasOwnProperty.call(message, "agentRssBytes") && !$Object.is(message.agentRssBytes, 0))
                    writer.uint32(49).double(message.agentRssBytes);
                if (message.windowsDropped != null && $Object.hasOwnProperty.call(message, "windowsDropped") && !$Object.is(message.windowsDropped, 0))
                    writer.uint32(57).double(message.windowsDropped);
                if (message.filesRejected != null && $Object.hasOwnProperty.call(message, "filesRejected") && !$Object.is(message.filesRejected, 0))
                    writer.uint32(65).double(message.filesRejected);
                if (message.devices != null && message.devices.length)
                    for (let i = 0; i < message.devices.length; ++i)
                        $root.c4.v1.Device.encode(message.devices[i], writer.uint32(74).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Health.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.c4.v1.Health();
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
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.cpuFraction = value;
                            else
                                delete message.cpuFraction;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.memoryFraction = value;
                            else
                                delete message.memoryFraction;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.interfaceErrors = value;
                            else
                                delete message.interfaceErrors;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.interfaceDrops = value;
                            else
                                delete message.interfaceDrops;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.agentCpuSeconds = value;
                            else
                                delete message.agentCpuSeconds;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.agentRssBytes = value;
                            else
                                delete message.agentRssBytes;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.windowsDropped = value;
                            else
                                delete message.windowsDropped;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.filesRejected = value;
                            else
                                delete message.filesRejected;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if (!(message.devices && message.devices.length))
                                message.devices = [];
                            message.devices.push($root.c4.v1.Device.decode(reader, reader.size(), $undefined, _depth + 1));
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

            return Health;
        })();

        v1.Device = (function() {

            const Device = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Device.prototype.index = 0;
            Device.prototype.name = "";
            Device.prototype.temperatureCelsius = 0;
            Device.prototype.eccUncorrected = 0;
            Device.prototype.throttled = false;

            Device.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && message.index !== 0)
                    writer.uint32(8).uint32(message.index);
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(18).string(message.name);
                if (message.temperatureCelsius != null && $Object.hasOwnProperty.call(message, "temperatureCelsius") && !$Object.is(message.temperatureCelsius, 0))
                    writer.uint32(25).double(message.temperatureCelsius);
                if (message.eccUncorrected != null && $Object.hasOwnProperty.call(message, "eccUncorrected") && !$Object.is(message.eccUncorrected, 0))
                    writer.uint32(33).double(message.eccUncorrected);
                if (message.throttled != null && $Object.hasOwnProperty.call(message, "throttled") && message.throttled !== false)
                    writer.uint32(40).bool(message.throttled);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Device.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.c4.v1.Device();
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
                            if (value = reader.uint32())
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.temperatureCelsius = value;
                            else
                                delete message.temperatureCelsius;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.eccUncorrected = value;
                            else
                                delete message.eccUncorrected;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.throttled = value;
                            else
                                delete message.throttled;
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

            return Device;
        })();

        v1.Process = (function() {

            const Process = function (properties) {
                this.communicators = [];
                this.connections = [];
                this.sockets = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Process.prototype.job = "";
            Process.prototype.rank = 0;
            Process.prototype.process = "";
            Process.prototype.pid = 0;
            Process.prototype.localRank = 0;
            Process.prototype.worldSize = 0;
            Process.prototype.framework = 0;
            Process.prototype.library = "";
            Process.prototype.ageMs = 0;
            Process.prototype.runState = "";
            Process.prototype.cpuMs = 0;
            Process.prototype.phase = 0;
            Process.prototype.phaseAgeMs = 0;
            Process.prototype.step = 0;
            Process.prototype.maskInForce = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Process.prototype.communicators = $util.emptyArray;
            Process.prototype.connections = $util.emptyArray;
            Process.prototype.sockets = $util.emptyArray;
            Process.prototype.dropped = 0;
            Process.prototype.beatAgeMs = null;

            let $oneOfFields;

            // Virtual OneOf for proto3 optional field
            $Object.defineProperty(Process.prototype, "_beatAgeMs", {
                get: $util.oneOfGetter($oneOfFields = ["beatAgeMs"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            Process.encode = function (message, writer, _depth) {
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
                if (message.localRank != null && $Object.hasOwnProperty.call(message, "localRank") && message.localRank !== 0)
                    writer.uint32(40).sint32(message.localRank);
                if (message.worldSize != null && $Object.hasOwnProperty.call(message, "worldSize") && message.worldSize !== 0)
                    writer.uint32(48).sint32(message.worldSize);
                if (message.framework != null && $Object.hasOwnProperty.call(message, "framework") && message.framework !== 0)
                    writer.uint32(56).int32(message.framework);
                if (message.library != null && $Object.hasOwnProperty.call(message, "library") && message.library !== "")
                    writer.uint32(66).string(message.library);
                if (message.ageMs != null && $Object.hasOwnProperty.call(message, "ageMs") && !$Object.is(message.ageMs, 0))
                    writer.uint32(73).double(message.ageMs);
                if (message.runState != null && $Object.hasOwnProperty.call(message, "runState") && message.runState !== "")
                    writer.uint32(82).string(message.runState);
                if (message.cpuMs != null && $Object.hasOwnProperty.call(message, "cpuMs") && !$Object.is(message.cpuMs, 0))
                    writer.uint32(89).double(message.cpuMs);
                if (message.phase != null && $Object.hasOwnProperty.call(message, "phase") && message.phase !== 0)
                    writer.uint32(96).int32(message.phase);
                if (message.phaseAgeMs != null && $Object.hasOwnProperty.call(message, "phaseAgeMs") && !$Object.is(message.phaseAgeMs, 0))
                    writer.uint32(105).double(message.phaseAgeMs);
                if (message.step != null && $Object.hasOwnProperty.call(message, "step") && !$Object.is(message.step, 0))
                    writer.uint32(113).double(message.step);
                if (message.maskInForce != null && $Object.hasOwnProperty.call(message, "maskInForce") && (typeof message.maskInForce === "object" ? message.maskInForce.low || message.maskInForce.high : message.maskInForce !== 0))
                    writer.uint32(121).fixed64(message.maskInForce);
                if (message.communicators != null && message.communicators.length)
                    for (let i = 0; i < message.communicators.length; ++i)
                        $root.c4.v1.Communicator.encode(message.communicators[i], writer.uint32(130).fork(), _depth + 1).ldelim();
                if (message.connections != null && message.connections.length)
                    for (let i = 0; i < message.connections.length; ++i)
                        $root.c4.v1.Connection.encode(message.connections[i], writer.uint32(138).fork(), _depth + 1).ldelim();
                if (message.sockets != null && message.sockets.length)
                    for (let i = 0; i < message.sockets.length; ++i)
                        $root.c4.v1.Socket.encode(message.sockets[i], writer.uint32(146).fork(), _depth + 1).ldelim();
                if (message.dropped != null && $Object.hasOwnProperty.call(message, "dropped") && !$Object.is(message.dropped, 0))
                    writer.uint32(153).double(message.dropped);
                if (message.beatAgeMs != null && $Object.hasOwnProperty.call(message, "beatAgeMs"))
                    writer.uint32(161).double(message.beatAgeMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Process.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.c4.v1.Process();
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
                                message.localRank = value;
                            else
                                delete message.localRank;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.worldSize = value;
                            else
                                delete message.worldSize;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.framework = value;
                            else
                                delete message.framework;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.library = value;
                            else
                                delete message.library;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ageMs = value;
                            else
                                delete message.ageMs;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.runState = value;
                            else
                                delete message.runState;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.cpuMs = value;
                            else
                                delete message.cpuMs;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.phase = value;
                            else
                                delete message.phase;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.phaseAgeMs = value;
                            else
                                delete message.phaseAgeMs;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.step = value;
                            else
                                delete message.step;
                            continue;
                        }
                    case 15: {
                            if (wireType !== 1)
                                break;
                            if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                message.maskInForce = value;
                            else
                                delete message.maskInForce;
                            continue;
                        }
                    case 16: {
                            if (wireType !== 2)
                                break;
                            if (!(message.communicators && message.communicators.length))
                                message.communicators = [];
                            message.communicators.push($root.c4.v1.Communicator.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 17: {
                            if (wireType !== 2)
                                break;
                            if (!(message.connections && message.connections.length))
                                message.connections = [];
                            message.connections.push($root.c4.v1.Connection.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 18: {
                            if (wireType !== 2)
                                break;
                            if (!(message.sockets && message.sockets.length))
                                message.sockets = [];
                            message.sockets.push($root.c4.v1.Socket.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 19: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.dropped = value;
                            else
                                delete message.dropped;
                            continue;
                        }
                    case 20: {
                            if (wireType !== 1)
                                break;
                            message.beatAgeMs = reader.double();
                            message._beatAgeMs = "beatAgeMs";
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

            return Process;
        })();

        v1.Communicator = (function() {

            const Communicator = function (properties) {
                this.functions = [];
                this.open = [];
                this.recent = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Communicator.prototype.id = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Communicator.prototype.name = "";
            Communicator.prototype.framework = 0;
            Communicator.prototype.rank = 0;
            Communicator.prototype.size = 0;
            Communicator.prototype.live = false;
            Communicator.prototype.started = 0;
            Communicator.prototype.completed = 0;
            Communicator.prototype.lastStartAgeMs = 0;
            Communicator.prototype.lastEndAgeMs = 0;
            Communicator.prototype.busyMs = 0;
            Communicator.prototype.bytes = 0;
            Communicator.prototype.functions = $util.emptyArray;
            Communicator.prototype.open = $util.emptyArray;
            Communicator.prototype.recent = $util.emptyArray;
            Communicator.prototype.occupiedMs = 0;

            Communicator.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && (typeof message.id === "object" ? message.id.low || message.id.high : message.id !== 0))
                    writer.uint32(9).fixed64(message.id);
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(18).string(message.name);
                if (message.framework != null && $Object.hasOwnProperty.call(message, "framework") && message.framework !== 0)
                    writer.uint32(24).int32(message.framework);
                if (message.rank != null && $Object.hasOwnProperty.call(message, "rank") && message.rank !== 0)
                    writer.uint32(32).sint32(message.rank);
                if (message.size != null && $Object.hasOwnProperty.call(message, "size") && message.size !== 0)
                    writer.uint32(40).sint32(message.size);
                if (message.live != null && $Object.hasOwnProperty.call(message, "live") && message.live !== false)
                    writer.uint32(48).bool(message.live);
                if (message.started != null && $Object.hasOwnProperty.call(message, "started") && !$Object.is(message.started, 0))
                    writer.uint32(57).double(message.started);
                if (message.completed != null && $Object.hasOwnProperty.call(message, "completed") && !$Object.is(message.completed, 0))
                    writer.uint32(65).double(message.completed);
                if (message.lastStartAgeMs != null && $Object.hasOwnProperty.call(message, "lastStartAgeMs") && !$Object.is(message.lastStartAgeMs, 0))
                    writer.uint32(73).double(message.lastStartAgeMs);
                if (message.lastEndAgeMs != null && $Object.hasOwnProperty.call(message, "lastEndAgeMs") && !$Object.is(message.lastEndAgeMs, 0))
                    writer.uint32(81).double(message.lastEndAgeMs);
                if (message.busyMs != null && $Object.hasOwnProperty.call(message, "busyMs") && !$Object.is(message.busyMs, 0))
                    writer.uint32(89).double(message.busyMs);
                if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && !$Object.is(message.bytes, 0))
                    writer.uint32(97).double(message.bytes);
                if (message.functions != null && message.functions.length)
                    for (let i = 0; i < message.functions.length; ++i)
                        $root.c4.v1.Totals.encode(message.functions[i], writer.uint32(106).fork(), _depth + 1).ldelim();
                if (message.open != null && message.open.length)
                    for (let i = 0; i < message.open.length; ++i)
                        $root.c4.v1.Operation.encode(message.open[i], writer.uint32(114).fork(), _depth + 1).ldelim();
                if (message.recent != null && message.recent.length)
                    for (let i = 0; i < message.recent.length; ++i)
                        $root.c4.v1.Operation.encode(message.recent[i], writer.uint32(122).fork(), _depth + 1).ldelim();
                if (message.occupiedMs != null && $Object.hasOwnProperty.call(message, "occupiedMs") && !$Object.is(message.occupiedMs, 0))
                    writer.uint32(129).double(message.occupiedMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Communicator.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.c4.v1.Communicator();
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
                            if (wireType !== 1)
                                break;
                            if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.framework = value;
                            else
                                delete message.framework;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.rank = value;
                            else
                                delete message.rank;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.size = value;
                            else
                                delete message.size;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.live = value;
                            else
                                delete message.live;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.started = value;
                            else
                                delete message.started;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.completed = value;
                            else
                                delete message.completed;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.lastStartAgeMs = value;
                            else
                                delete message.lastStartAgeMs;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.lastEndAgeMs = value;
                            else
                                delete message.lastEndAgeMs;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.busyMs = value;
                            else
                                delete message.busyMs;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.bytes = value;
                            else
                                delete message.bytes;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            if (!(message.functions && message.functions.length))
                                message.functions = [];
                            message.functions.push($root.c4.v1.Totals.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            if (!(message.open && message.open.length))
                                message.open = [];
                            message.open.push($root.c4.v1.Operation.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 15: {
                            if (wireType !== 2)
                                break;
                            if (!(message.recent && message.recent.length))
                                message.recent = [];
                            message.recent.push($root.c4.v1.Operation.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 16: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.occupiedMs = value;
                            else
                                delete message.occupiedMs;
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

            return Communicator;
        })();

        v1.Totals = (function() {

            const Totals = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Totals.prototype["function"] = 0;
            Totals.prototype.started = 0;
            Totals.prototype.completed = 0;
            Totals.prototype.bytes = 0;
            Totals.prototype.busyMs = 0;

            Totals.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message["function"] != null && $Object.hasOwnProperty.call(message, "function") && message["function"] !== 0)
                    writer.uint32(8).int32(message["function"]);
                if (message.started != null && $Object.hasOwnProperty.call(message, "started") && !$Object.is(message.started, 0))
                    writer.uint32(17).double(message.started);
                if (message.completed != null && $Object.hasOwnProperty.call(message, "completed") && !$Object.is(message.completed, 0))
                    writer.uint32(25).double(message.completed);
                if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && !$Object.is(message.bytes, 0))
                    writer.uint32(33).double(message.bytes);
                if (message.busyMs != null && $Object.hasOwnProperty.call(message, "busyMs") && !$Object.is(message.busyMs, 0))
                    writer.uint32(41).double(message.busyMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Totals.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.c4.v1.Totals();
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
                                message["function"] = value;
                            else
                                delete message["function"];
                            continue;
                        }
                    case 2: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.started = value;
                            else
                                delete message.started;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.completed = value;
                            else
                                delete message.completed;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.bytes = value;
                            else
                                delete message.bytes;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.busyMs = value;
                            else
                                delete message.busyMs;
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

            return Totals;
        })();

        v1.Operation = (function() {

            const Operation = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Operation.prototype.ordinal = 0;
            Operation.prototype["function"] = 0;
            Operation.prototype.datatype = 0;
            Operation.prototype.bytes = 0;
            Operation.prototype.peer = 0;
            Operation.prototype.pointToPoint = false;
            Operation.prototype.elapsedMs = 0;
            Operation.prototype.completed = false;

            Operation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ordinal != null && $Object.hasOwnProperty.call(message, "ordinal") && !$Object.is(message.ordinal, 0))
                    writer.uint32(9).double(message.ordinal);
                if (message["function"] != null && $Object.hasOwnProperty.call(message, "function") && message["function"] !== 0)
                    writer.uint32(16).int32(message["function"]);
                if (message.datatype != null && $Object.hasOwnProperty.call(message, "datatype") && message.datatype !== 0)
                    writer.uint32(24).int32(message.datatype);
                if (message.bytes != null && $Object.hasOwnProperty.call(message, "bytes") && !$Object.is(message.bytes, 0))
                    writer.uint32(33).double(message.bytes);
                if (message.peer != null && $Object.hasOwnProperty.call(message, "peer") && message.peer !== 0)
                    writer.uint32(40).sint32(message.peer);
                if (message.pointToPoint != null && $Object.hasOwnProperty.call(message, "pointToPoint") && message.pointToPoint !== false)
                    writer.uint32(48).bool(message.pointToPoint);
                if (message.elapsedMs != null && $Object.hasOwnProperty.call(message, "elapsedMs") && !$Object.is(message.elapsedMs, 0))
                    writer.uint32(57).double(message.elapsedMs);
                if (message.completed != null && $Object.hasOwnProperty.call(message, "completed") && message.completed !== false)
                    writer.uint32(64).bool(message.completed);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Operation.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.c4.v1.Operation();
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
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.ordinal = value;
                            else
                                delete message.ordinal;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message["function"] = value;
                            else
                                delete message["function"];
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.datatype = value;
                            else
                                delete message.datatype;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.bytes = value;
                            else
                                delete message.bytes;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.peer = value;
                            else
                                delete message.peer;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.pointToPoint = value;
                            else
                                delete message.pointToPoint;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.elapsedMs = value;
                            else
                                delete message.elapsedMs;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.completed = value;
                            else
                                delete message.completed;
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

            return Operation;
        })();

        v1.Connection = (function() {

            const Connection = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Connection.prototype.communicatorId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;
            Connection.prototype.peer = 0;
            Connection.prototype.channel = 0;
            Connection.prototype.direction = 0;
            Connection.prototype.localPort = 0;
            Connection.prototype.remotePort = 0;
            Connection.prototype.readySteps = 0;
            Connection.prototype.postedSteps = 0;
            Connection.prototype.doneSteps = 0;
            Connection.prototype.readyBytes = 0;
            Connection.prototype.postedBytes = 0;
            Connection.prototype.doneBytes = 0;
            Connection.prototype.waitGpuMs = 0;
            Connection.prototype.waitPeerMs = 0;
            Connection.prototype.waitNetworkMs = 0;
            Connection.prototype.waitDataMs = 0;
            Connection.prototype.wait = 0;
            Connection.prototype.waitAgeMs = 0;
            Connection.prototype.progressAgeMs = 0;
            Connection.prototype.heardSteps = 0;
            Connection.prototype.streamingMs = 0;
            Connection.prototype.streamingBytes = 0;

            Connection.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.communicatorId != null && $Object.hasOwnProperty.call(message, "communicatorId") && (typeof message.communicatorId === "object" ? message.communicatorId.low || message.communicatorId.high : message.communicatorId !== 0))
                    writer.uint32(9).fixed64(message.communicatorId);
                if (message.peer != null && $Object.hasOwnProperty.call(message, "peer") && message.peer !== 0)
                    writer.uint32(16).sint32(message.peer);
                if (message.channel != null && $Object.hasOwnProperty.call(message, "channel") && message.channel !== 0)
                    writer.uint32(24).uint32(message.channel);
                if (message.direction != null && $Object.hasOwnProperty.call(message, "direction") && message.direction !== 0)
                    writer.uint32(32).int32(message.direction);
                if (message.localPort != null && $Object.hasOwnProperty.call(message, "localPort") && message.localPort !== 0)
                    writer.uint32(40).uint32(message.localPort);
                if (message.remotePort != null && $Object.hasOwnProperty.call(message, "remotePort") && message.remotePort !== 0)
                    writer.uint32(48).uint32(message.remotePort);
                if (message.readySteps != null && $Object.hasOwnProperty.call(message, "readySteps") && !$Object.is(message.readySteps, 0))
                    writer.uint32(57).double(message.readySteps);
                if (message.postedSteps != null && $Object.hasOwnProperty.call(message, "postedSteps") && !$Object.is(message.postedSteps, 0))
                    writer.uint32(65).double(message.postedSteps);
                if (message.doneSteps != null && $Object.hasOwnProperty.call(message, "doneSteps") && !$Object.is(message.doneSteps, 0))
                    writer.uint32(73).double(message.doneSteps);
                if (message.readyBytes != null && $Object.hasOwnProperty.call(message, "readyBytes") && !$Object.is(message.readyBytes, 0))
                    writer.uint32(81).double(message.readyBytes);
                if (message.postedBytes != null && $Object.hasOwnProperty.call(message, "postedBytes") && !$Object.is(message.postedBytes, 0))
                    writer.uint32(89).double(message.postedBytes);
                if (message.doneBytes != null && $Object.hasOwnProperty.call(message, "doneBytes") && !$Object.is(message.doneBytes, 0))
                    writer.uint32(97).double(message.doneBytes);
                if (message.waitGpuMs != null && $Object.hasOwnProperty.call(message, "waitGpuMs") && !$Object.is(message.waitGpuMs, 0))
                    writer.uint32(105).double(message.waitGpuMs);
                if (message.waitPeerMs != null && $Object.hasOwnProperty.call(message, "waitPeerMs") && !$Object.is(message.waitPeerMs, 0))
                    writer.uint32(113).double(message.waitPeerMs);
                if (message.waitNetworkMs != null && $Object.hasOwnProperty.call(message, "waitNetworkMs") && !$Object.is(message.waitNetworkMs, 0))
                    writer.uint32(121).double(message.waitNetworkMs);
                if (message.waitDataMs != null && $Object.hasOwnProperty.call(message, "waitDataMs") && !$Object.is(message.waitDataMs, 0))
                    writer.uint32(129).double(message.waitDataMs);
                if (message.wait != null && $Object.hasOwnProperty.call(message, "wait") && message.wait !== 0)
                    writer.uint32(136).int32(message.wait);
                if (message.waitAgeMs != null && $Object.hasOwnProperty.call(message, "waitAgeMs") && !$Object.is(message.waitAgeMs, 0))
                    writer.uint32(145).double(message.waitAgeMs);
                if (message.progressAgeMs != null && $Object.hasOwnProperty.call(message, "progressAgeMs") && !$Object.is(message.progressAgeMs, 0))
                    writer.uint32(153).double(message.progressAgeMs);
                if (message.heardSteps != null && $Object.hasOwnProperty.call(message, "heardSteps") && !$Object.is(message.heardSteps, 0))
                    writer.uint32(161).double(message.heardSteps);
                if (message.streamingMs != null && $Object.hasOwnProperty.call(message, "streamingMs") && !$Object.is(message.streamingMs, 0))
                    writer.uint32(169).double(message.streamingMs);
                if (message.streamingBytes != null && $Object.hasOwnProperty.call(message, "streamingBytes") && !$Object.is(message.streamingBytes, 0))
                    writer.uint32(177).double(message.streamingBytes);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Connection.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.c4.v1.Connection();
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
                            if (wireType !== 1)
                                break;
                            if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                message.communicatorId = value;
                            else
                                delete message.communicatorId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.sint32())
                                message.peer = value;
                            else
                                delete message.peer;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.channel = value;
                            else
                                delete message.channel;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.direction = value;
                            else
                                delete message.direction;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.localPort = value;
                            else
                                delete message.localPort;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.remotePort = value;
                            else
                                delete message.remotePort;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.readySteps = value;
                            else
                                delete message.readySteps;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.postedSteps = value;
                            else
                                delete message.postedSteps;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.doneSteps = value;
                            else
                                delete message.doneSteps;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.readyBytes = value;
                            else
                                delete message.readyBytes;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.postedBytes = value;
                            else
                                delete message.postedBytes;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.doneBytes = value;
                            else
                                delete message.doneBytes;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.waitGpuMs = value;
                            else
                                delete message.waitGpuMs;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.waitPeerMs = value;
                            else
                                delete message.waitPeerMs;
                            continue;
                        }
                    case 15: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.waitNetworkMs = value;
                            else
                                delete message.waitNetworkMs;
                            continue;
                        }
                    case 16: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.waitDataMs = value;
                            else
                                delete message.waitDataMs;
                            continue;
                        }
                    case 17: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.wait = value;
                            else
                                delete message.wait;
                            continue;
                        }
                    case 18: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.waitAgeMs = value;
                            else
                                delete message.waitAgeMs;
                            continue;
                        }
                    case 19: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.progressAgeMs = value;
                            else
                                delete message.progressAgeMs;
                            continue;
                        }
                    case 20: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.heardSteps = value;
                            else
                                delete message.heardSteps;
                            continue;
                        }
                    case 21: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.streamingMs = value;
                            else
                                delete message.streamingMs;
                            continue;
                        }
                    case 22: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.streamingBytes = value;
                            else
                                delete message.streamingBytes;
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

            return Connection;
        })();

        v1.Socket = (function() {

            const Socket = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            Socket.prototype.local = "";
            Socket.prototype.remote = "";
            Socket.prototype.bytesAcked = 0;
            Socket.prototype.bytesReceived = 0;
            Socket.prototype.unackedSegments = 0;
            Socket.prototype.unsentBytes = 0;
            Socket.prototype.unreadBytes = 0;
            Socket.prototype.retransmits = 0;
            Socket.prototype.roundTripMs = 0;
            Socket.prototype.busyMs = 0;
            Socket.prototype.receiveWindowLimitedMs = 0;
            Socket.prototype.sendBufferLimitedMs = 0;
            Socket.prototype.deliveryBytesPerSecond = 0;
            Socket.prototype.lastSentAgeMs = 0;
            Socket.prototype.lastReceivedAgeMs = 0;

            Socket.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.local != null && $Object.hasOwnProperty.call(message, "local") && message.local !== "")
                    writer.uint32(10).string(message.local);
                if (message.remote != null && $Object.hasOwnProperty.call(message, "remote") && message.remote !== "")
                    writer.uint32(18).string(message.remote);
                if (message.bytesAcked != null && $Object.hasOwnProperty.call(message, "bytesAcked") && !$Object.is(message.bytesAcked, 0))
                    writer.uint32(25).double(message.bytesAcked);
                if (message.bytesReceived != null && $Object.hasOwnProperty.call(message, "bytesReceived") && !$Object.is(message.bytesReceived, 0))
                    writer.uint32(33).double(message.bytesReceived);
                if (message.unackedSegments != null && $Object.hasOwnProperty.call(message, "unackedSegments") && !$Object.is(message.unackedSegments, 0))
                    writer.uint32(41).double(message.unackedSegments);
                if (message.unsentBytes != null && $Object.hasOwnProperty.call(message, "unsentBytes") && !$Object.is(message.unsentBytes, 0))
                    writer.uint32(49).double(message.unsentBytes);
                if (message.unreadBytes != null && $Object.hasOwnProperty.call(message, "unreadBytes") && !$Object.is(message.unreadBytes, 0))
                    writer.uint32(57).double(message.unreadBytes);
                if (message.retransmits != null && $Object.hasOwnProperty.call(message, "retransmits") && !$Object.is(message.retransmits, 0))
                    writer.uint32(65).double(message.retransmits);
                if (message.roundTripMs != null && $Object.hasOwnProperty.call(message, "roundTripMs") && !$Object.is(message.roundTripMs, 0))
                    writer.uint32(73).double(message.roundTripMs);
                if (message.busyMs != null && $Object.hasOwnProperty.call(message, "busyMs") && !$Object.is(message.busyMs, 0))
                    writer.uint32(81).double(message.busyMs);
                if (message.receiveWindowLimitedMs != null && $Object.hasOwnProperty.call(message, "receiveWindowLimitedMs") && !$Object.is(message.receiveWindowLimitedMs, 0))
                    writer.uint32(89).double(message.receiveWindowLimitedMs);
                if (message.sendBufferLimitedMs != null && $Object.hasOwnProperty.call(message, "sendBufferLimitedMs") && !$Object.is(message.sendBufferLimitedMs, 0))
                    writer.uint32(97).double(message.sendBufferLimitedMs);
                if (message.deliveryBytesPerSecond != null && $Object.hasOwnProperty.call(message, "deliveryBytesPerSecond") && !$Object.is(message.deliveryBytesPerSecond, 0))
                    writer.uint32(105).double(message.deliveryBytesPerSecond);
                if (message.lastSentAgeMs != null && $Object.hasOwnProperty.call(message, "lastSentAgeMs") && !$Object.is(message.lastSentAgeMs, 0))
                    writer.uint32(113).double(message.lastSentAgeMs);
                if (message.lastReceivedAgeMs != null && $Object.hasOwnProperty.call(message, "lastReceivedAgeMs") && !$Object.is(message.lastReceivedAgeMs, 0))
                    writer.uint32(121).double(message.lastReceivedAgeMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            Socket.decode = function (reader, length, _end, _depth, _target) {
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
                message = _target || new $root.c4.v1.Socket();
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
                                message.local = value;
                            else
                                delete message.local;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.remote = value;
                            else
                                delete message.remote;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.bytesAcked = value;
                            else
                                delete message.bytesAcked;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.bytesReceived = value;
                            else
                                delete message.bytesReceived;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.unackedSegments = value;
                            else
                                delete message.unackedSegments;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.unsentBytes = value;
                            else
                                delete message.unsentBytes;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.unreadBytes = value;
                            else
                                delete message.unreadBytes;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.retransmits = value;
                            else
                                delete message.retransmits;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.roundTripMs = value;
                            else
                                delete message.roundTripMs;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.busyMs = value;
                            else
                                delete message.busyMs;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.receiveWindowLimitedMs = value;
                            else
                                delete message.receiveWindowLimitedMs;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.sendBufferLimitedMs = value;
                            else
                                delete message.sendBufferLimitedMs;
                            continue;
                        }
                    case 13: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.deliveryBytesPerSecond = value;
                            else
                                delete message.deliveryBytesPerSecond;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.lastSentAgeMs = value;
                            else
                                delete message.lastSentAgeMs;
                            continue;
                        }
                    case 15: {
                            if (wireType !== 1)
                                break;
                            if (!$Object.is(value = reader.double(), 0))
                                message.lastReceivedAgeMs = value;
                            else
                                delete message.lastReceivedAgeMs;
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

            return Socket;
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

            let $oneOfFields;

            $Object.defineProperty(Event.prototype, "kind", {
                get: $util.oneOfGetter($oneOfFields = ["agentStarted", "agentStopped", "processStarted", "processEnded", "kernelFault", "jobNotice"]),
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
