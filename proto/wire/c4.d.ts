import * as $protobuf from "protobufjs/minimal.js";
import type Long from "long";

/** Namespace c4. */
export namespace c4 {

    /** Namespace v1. */
    namespace v1 {

        /** Function enum. */
        enum Function {

            /** FUNCTION_UNKNOWN value */
            FUNCTION_UNKNOWN = 0,

            /** FUNCTION_ALL_REDUCE value */
            FUNCTION_ALL_REDUCE = 1,

            /** FUNCTION_BROADCAST value */
            FUNCTION_BROADCAST = 2,

            /** FUNCTION_REDUCE value */
            FUNCTION_REDUCE = 3,

            /** FUNCTION_ALL_GATHER value */
            FUNCTION_ALL_GATHER = 4,

            /** FUNCTION_REDUCE_SCATTER value */
            FUNCTION_REDUCE_SCATTER = 5,

            /** FUNCTION_ALL_TO_ALL value */
            FUNCTION_ALL_TO_ALL = 6,

            /** FUNCTION_GATHER value */
            FUNCTION_GATHER = 7,

            /** FUNCTION_SCATTER value */
            FUNCTION_SCATTER = 8,

            /** FUNCTION_BARRIER value */
            FUNCTION_BARRIER = 9,

            /** FUNCTION_SEND value */
            FUNCTION_SEND = 10,

            /** FUNCTION_RECEIVE value */
            FUNCTION_RECEIVE = 11,

            /** FUNCTION_OTHER value */
            FUNCTION_OTHER = 12
        }

        /** Datatype enum. */
        enum Datatype {

            /** DATATYPE_UNKNOWN value */
            DATATYPE_UNKNOWN = 0,

            /** DATATYPE_INT8 value */
            DATATYPE_INT8 = 1,

            /** DATATYPE_UINT8 value */
            DATATYPE_UINT8 = 2,

            /** DATATYPE_INT32 value */
            DATATYPE_INT32 = 3,

            /** DATATYPE_UINT32 value */
            DATATYPE_UINT32 = 4,

            /** DATATYPE_INT64 value */
            DATATYPE_INT64 = 5,

            /** DATATYPE_UINT64 value */
            DATATYPE_UINT64 = 6,

            /** DATATYPE_FLOAT16 value */
            DATATYPE_FLOAT16 = 7,

            /** DATATYPE_FLOAT32 value */
            DATATYPE_FLOAT32 = 8,

            /** DATATYPE_FLOAT64 value */
            DATATYPE_FLOAT64 = 9,

            /** DATATYPE_BFLOAT16 value */
            DATATYPE_BFLOAT16 = 10,

            /** DATATYPE_FLOAT8 value */
            DATATYPE_FLOAT8 = 11
        }

        /** Framework enum. */
        enum Framework {

            /** FRAMEWORK_UNKNOWN value */
            FRAMEWORK_UNKNOWN = 0,

            /** FRAMEWORK_NCCL value */
            FRAMEWORK_NCCL = 1,

            /** FRAMEWORK_GLOO value */
            FRAMEWORK_GLOO = 2,

            /** FRAMEWORK_MPI value */
            FRAMEWORK_MPI = 3,

            /** FRAMEWORK_OTHER value */
            FRAMEWORK_OTHER = 4
        }

        /** Wait enum. */
        enum Wait {

            /** WAIT_NONE value */
            WAIT_NONE = 0,

            /** WAIT_GPU value */
            WAIT_GPU = 1,

            /** WAIT_PEER value */
            WAIT_PEER = 2,

            /** WAIT_NETWORK value */
            WAIT_NETWORK = 3,

            /** WAIT_DATA value */
            WAIT_DATA = 4
        }

        /** Phase enum. */
        enum Phase {

            /** PHASE_NONE value */
            PHASE_NONE = 0,

            /** PHASE_COMPILE value */
            PHASE_COMPILE = 1,

            /** PHASE_EVAL value */
            PHASE_EVAL = 2,

            /** PHASE_SAVE value */
            PHASE_SAVE = 3,

            /** PHASE_DATA value */
            PHASE_DATA = 4
        }

        /** Direction enum. */
        enum Direction {

            /** DIRECTION_SEND value */
            DIRECTION_SEND = 0,

            /** DIRECTION_RECEIVE value */
            DIRECTION_RECEIVE = 1
        }

        /**
         * Properties of a Signature.
         * @deprecated Use c4.v1.Signature.$Properties instead.
         */
        interface ISignature extends c4.v1.Signature.$Properties {
        }

        /** Represents a Signature. */
        class Signature {

            /**
             * Constructs a new Signature.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.Signature.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Signature node. */
            node: string;

            /** Signature session. */
            session: string;

            /** Signature window. */
            window: number;

            /** Signature windowMs. */
            windowMs: number;

            /** Signature probeAddress. */
            probeAddress: string;

            /** Signature base. */
            base?: (number|null);

            /** Signature structure. */
            structure: Uint8Array;

            /** Signature values. */
            values: Uint8Array;

            /** Signature open. */
            open: Uint8Array;

            /** Signature recent. */
            recent: Uint8Array;

            /**
             * Encodes the specified Signature message. Does not implicitly {@link c4.v1.Signature.verify|verify} messages.
             * @param message Signature message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.Signature.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Signature message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.Signature & c4.v1.Signature.$Shape} Signature
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.Signature & c4.v1.Signature.$Shape;
        }

        namespace Signature {

            /** Properties of a Signature. */
            interface $Properties {

                /** Signature node */
                node?: (string|null);

                /** Signature session */
                session?: (string|null);

                /** Signature window */
                window?: (number|null);

                /** Signature windowMs */
                windowMs?: (number|null);

                /** Signature probeAddress */
                probeAddress?: (string|null);

                /** Signature base */
                base?: (number|null);

                /** Signature structure */
                structure?: (Uint8Array|null);

                /** Signature values */
                values?: (Uint8Array|null);

                /** Signature open */
                open?: (Uint8Array|null);

                /** Signature recent */
                recent?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Signature. */
            type $Shape = c4.v1.Signature.$Properties;
        }

        /**
         * Properties of a Structure.
         * @deprecated Use c4.v1.Structure.$Properties instead.
         */
        interface IStructure extends c4.v1.Structure.$Properties {
        }

        /** Represents a Structure. */
        class Structure {

            /**
             * Constructs a new Structure.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.Structure.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Structure strings. */
            strings: string[];

            /** Structure ids. */
            ids: (number|Long)[];

            /** Structure deviceIndex. */
            deviceIndex: number[];

            /** Structure deviceName. */
            deviceName: number[];

            /** Structure processJob. */
            processJob: number[];

            /** Structure processRank. */
            processRank: number[];

            /** Structure processName. */
            processName: number[];

            /** Structure processPid. */
            processPid: number[];

            /** Structure processLocalRank. */
            processLocalRank: number[];

            /** Structure processWorldSize. */
            processWorldSize: number[];

            /** Structure processFramework. */
            processFramework: c4.v1.Framework[];

            /** Structure processLibrary. */
            processLibrary: number[];

            /** Structure processMask. */
            processMask: (number|Long)[];

            /** Structure communicatorCounts. */
            communicatorCounts: number[];

            /** Structure connectionCounts. */
            connectionCounts: number[];

            /** Structure socketCounts. */
            socketCounts: number[];

            /** Structure communicatorId. */
            communicatorId: number[];

            /** Structure communicatorName. */
            communicatorName: number[];

            /** Structure communicatorFramework. */
            communicatorFramework: c4.v1.Framework[];

            /** Structure communicatorRank. */
            communicatorRank: number[];

            /** Structure communicatorSize. */
            communicatorSize: number[];

            /** Structure functionCounts. */
            functionCounts: number[];

            /** Structure functions. */
            functions: c4.v1.Function[];

            /** Structure connectionId. */
            connectionId: number[];

            /** Structure connectionPeer. */
            connectionPeer: number[];

            /** Structure connectionChannel. */
            connectionChannel: number[];

            /** Structure connectionDirection. */
            connectionDirection: c4.v1.Direction[];

            /** Structure connectionLocalPort. */
            connectionLocalPort: number[];

            /** Structure connectionRemotePort. */
            connectionRemotePort: number[];

            /** Structure socketLocal. */
            socketLocal: number[];

            /** Structure socketRemote. */
            socketRemote: number[];

            /**
             * Encodes the specified Structure message. Does not implicitly {@link c4.v1.Structure.verify|verify} messages.
             * @param message Structure message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.Structure.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Structure message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.Structure & c4.v1.Structure.$Shape} Structure
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.Structure & c4.v1.Structure.$Shape;
        }

        namespace Structure {

            /** Properties of a Structure. */
            interface $Properties {

                /** Structure strings */
                strings?: (string[]|null);

                /** Structure ids */
                ids?: ((number|Long)[]|null);

                /** Structure deviceIndex */
                deviceIndex?: (number[]|null);

                /** Structure deviceName */
                deviceName?: (number[]|null);

                /** Structure processJob */
                processJob?: (number[]|null);

                /** Structure processRank */
                processRank?: (number[]|null);

                /** Structure processName */
                processName?: (number[]|null);

                /** Structure processPid */
                processPid?: (number[]|null);

                /** Structure processLocalRank */
                processLocalRank?: (number[]|null);

                /** Structure processWorldSize */
                processWorldSize?: (number[]|null);

                /** Structure processFramework */
                processFramework?: (c4.v1.Framework[]|null);

                /** Structure processLibrary */
                processLibrary?: (number[]|null);

                /** Structure processMask */
                processMask?: ((number|Long)[]|null);

                /** Structure communicatorCounts */
                communicatorCounts?: (number[]|null);

                /** Structure connectionCounts */
                connectionCounts?: (number[]|null);

                /** Structure socketCounts */
                socketCounts?: (number[]|null);

                /** Structure communicatorId */
                communicatorId?: (number[]|null);

                /** Structure communicatorName */
                communicatorName?: (number[]|null);

                /** Structure communicatorFramework */
                communicatorFramework?: (c4.v1.Framework[]|null);

                /** Structure communicatorRank */
                communicatorRank?: (number[]|null);

                /** Structure communicatorSize */
                communicatorSize?: (number[]|null);

                /** Structure functionCounts */
                functionCounts?: (number[]|null);

                /** Structure functions */
                functions?: (c4.v1.Function[]|null);

                /** Structure connectionId */
                connectionId?: (number[]|null);

                /** Structure connectionPeer */
                connectionPeer?: (number[]|null);

                /** Structure connectionChannel */
                connectionChannel?: (number[]|null);

                /** Structure connectionDirection */
                connectionDirection?: (c4.v1.Direction[]|null);

                /** Structure connectionLocalPort */
                connectionLocalPort?: (number[]|null);

                /** Structure connectionRemotePort */
                connectionRemotePort?: (number[]|null);

                /** Structure socketLocal */
                socketLocal?: (number[]|null);

                /** Structure socketRemote */
                socketRemote?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Structure. */
            type $Shape = c4.v1.Structure.$Properties;
        }

        /**
         * Properties of a Values.
         * @deprecated Use c4.v1.Values.$Properties instead.
         */
        interface IValues extends c4.v1.Values.$Properties {
        }

        /** Represents a Values. */
        class Values {

            /**
             * Constructs a new Values.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.Values.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Values cpuFraction. */
            cpuFraction: (number|Long)[];

            /** Values memoryFraction. */
            memoryFraction: (number|Long)[];

            /** Values interfaceErrors. */
            interfaceErrors: (number|Long)[];

            /** Values interfaceDrops. */
            interfaceDrops: (number|Long)[];

            /** Values agentCpu. */
            agentCpu: (number|Long)[];

            /** Values agentRssBytes. */
            agentRssBytes: (number|Long)[];

            /** Values windowsDropped. */
            windowsDropped: (number|Long)[];

            /** Values filesRejected. */
            filesRejected: (number|Long)[];

            /** Values deviceTemperature. */
            deviceTemperature: (number|Long)[];

            /** Values deviceEccUncorrected. */
            deviceEccUncorrected: (number|Long)[];

            /** Values deviceThrottled. */
            deviceThrottled: (number|Long)[];

            /** Values processAge. */
            processAge: (number|Long)[];

            /** Values processCpu. */
            processCpu: (number|Long)[];

            /** Values processBeatAge. */
            processBeatAge: (number|Long)[];

            /** Values processPhase. */
            processPhase: (number|Long)[];

            /** Values processPhaseAge. */
            processPhaseAge: (number|Long)[];

            /** Values processStep. */
            processStep: (number|Long)[];

            /** Values processRunState. */
            processRunState: (number|Long)[];

            /** Values processDropped. */
            processDropped: (number|Long)[];

            /** Values functionStarted. */
            functionStarted: (number|Long)[];

            /** Values functionCompleted. */
            functionCompleted: (number|Long)[];

            /** Values functionCompletedLessStarted. */
            functionCompletedLessStarted: (number|Long)[];

            /** Values functionBytes. */
            functionBytes: (number|Long)[];

            /** Values functionBusy. */
            functionBusy: (number|Long)[];

            /** Values communicatorStarted. */
            communicatorStarted: (number|Long)[];

            /** Values communicatorStartedLessFunctions. */
            communicatorStartedLessFunctions: (number|Long)[];

            /** Values communicatorCompleted. */
            communicatorCompleted: (number|Long)[];

            /** Values communicatorCompletedLessFunctions. */
            communicatorCompletedLessFunctions: (number|Long)[];

            /** Values communicatorBytes. */
            communicatorBytes: (number|Long)[];

            /** Values communicatorBytesLessFunctions. */
            communicatorBytesLessFunctions: (number|Long)[];

            /** Values communicatorBusy. */
            communicatorBusy: (number|Long)[];

            /** Values communicatorBusyLessFunctions. */
            communicatorBusyLessFunctions: (number|Long)[];

            /** Values communicatorOccupied. */
            communicatorOccupied: (number|Long)[];

            /** Values communicatorLastStartAge. */
            communicatorLastStartAge: (number|Long)[];

            /** Values communicatorLastEndAge. */
            communicatorLastEndAge: (number|Long)[];

            /** Values communicatorLive. */
            communicatorLive: (number|Long)[];

            /** Values connectionReadySteps. */
            connectionReadySteps: (number|Long)[];

            /** Values connectionPostedSteps. */
            connectionPostedSteps: (number|Long)[];

            /** Values connectionPostedStepsLessReady. */
            connectionPostedStepsLessReady: (number|Long)[];

            /** Values connectionDoneSteps. */
            connectionDoneSteps: (number|Long)[];

            /** Values connectionDoneStepsLessPosted. */
            connectionDoneStepsLessPosted: (number|Long)[];

            /** Values connectionReadyBytes. */
            connectionReadyBytes: (number|Long)[];

            /** Values connectionPostedBytes. */
            connectionPostedBytes: (number|Long)[];

            /** Values connectionPostedBytesLessReady. */
            connectionPostedBytesLessReady: (number|Long)[];

            /** Values connectionDoneBytes. */
            connectionDoneBytes: (number|Long)[];

            /** Values connectionDoneBytesLessPosted. */
            connectionDoneBytesLessPosted: (number|Long)[];

            /** Values connectionHeardSteps. */
            connectionHeardSteps: (number|Long)[];

            /** Values connectionHeardStepsLessReady. */
            connectionHeardStepsLessReady: (number|Long)[];

            /** Values connectionStreaming. */
            connectionStreaming: (number|Long)[];

            /** Values connectionStreamingBytes. */
            connectionStreamingBytes: (number|Long)[];

            /** Values connectionWaitGpu. */
            connectionWaitGpu: (number|Long)[];

            /** Values connectionWaitPeer. */
            connectionWaitPeer: (number|Long)[];

            /** Values connectionWaitNetwork. */
            connectionWaitNetwork: (number|Long)[];

            /** Values connectionWaitData. */
            connectionWaitData: (number|Long)[];

            /** Values connectionWait. */
            connectionWait: (number|Long)[];

            /** Values connectionWaitAge. */
            connectionWaitAge: (number|Long)[];

            /** Values connectionProgressAge. */
            connectionProgressAge: (number|Long)[];

            /** Values socketBytesAcked. */
            socketBytesAcked: (number|Long)[];

            /** Values socketBytesReceived. */
            socketBytesReceived: (number|Long)[];

            /** Values socketUnackedSegments. */
            socketUnackedSegments: (number|Long)[];

            /** Values socketUnsentBytes. */
            socketUnsentBytes: (number|Long)[];

            /** Values socketUnreadBytes. */
            socketUnreadBytes: (number|Long)[];

            /** Values socketRetransmits. */
            socketRetransmits: (number|Long)[];

            /** Values socketRoundTrip. */
            socketRoundTrip: (number|Long)[];

            /** Values socketBusy. */
            socketBusy: (number|Long)[];

            /** Values socketReceiveWindowLimited. */
            socketReceiveWindowLimited: (number|Long)[];

            /** Values socketSendBufferLimited. */
            socketSendBufferLimited: (number|Long)[];

            /** Values socketDeliveryBytesPerSecond. */
            socketDeliveryBytesPerSecond: (number|Long)[];

            /** Values socketLastSentAge. */
            socketLastSentAge: (number|Long)[];

            /** Values socketLastReceivedAge. */
            socketLastReceivedAge: (number|Long)[];

            /**
             * Encodes the specified Values message. Does not implicitly {@link c4.v1.Values.verify|verify} messages.
             * @param message Values message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.Values.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Values message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.Values & c4.v1.Values.$Shape} Values
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.Values & c4.v1.Values.$Shape;
        }

        namespace Values {

            /** Properties of a Values. */
            interface $Properties {

                /** Values cpuFraction */
                cpuFraction?: ((number|Long)[]|null);

                /** Values memoryFraction */
                memoryFraction?: ((number|Long)[]|null);

                /** Values interfaceErrors */
                interfaceErrors?: ((number|Long)[]|null);

                /** Values interfaceDrops */
                interfaceDrops?: ((number|Long)[]|null);

                /** Values agentCpu */
                agentCpu?: ((number|Long)[]|null);

                /** Values agentRssBytes */
                agentRssBytes?: ((number|Long)[]|null);

                /** Values windowsDropped */
                windowsDropped?: ((number|Long)[]|null);

                /** Values filesRejected */
                filesRejected?: ((number|Long)[]|null);

                /** Values deviceTemperature */
                deviceTemperature?: ((number|Long)[]|null);

                /** Values deviceEccUncorrected */
                deviceEccUncorrected?: ((number|Long)[]|null);

                /** Values deviceThrottled */
                deviceThrottled?: ((number|Long)[]|null);

                /** Values processAge */
                processAge?: ((number|Long)[]|null);

                /** Values processCpu */
                processCpu?: ((number|Long)[]|null);

                /** Values processBeatAge */
                processBeatAge?: ((number|Long)[]|null);

                /** Values processPhase */
                processPhase?: ((number|Long)[]|null);

                /** Values processPhaseAge */
                processPhaseAge?: ((number|Long)[]|null);

                /** Values processStep */
                processStep?: ((number|Long)[]|null);

                /** Values processRunState */
                processRunState?: ((number|Long)[]|null);

                /** Values processDropped */
                processDropped?: ((number|Long)[]|null);

                /** Values functionStarted */
                functionStarted?: ((number|Long)[]|null);

                /** Values functionCompleted */
                functionCompleted?: ((number|Long)[]|null);

                /** Values functionCompletedLessStarted */
                functionCompletedLessStarted?: ((number|Long)[]|null);

                /** Values functionBytes */
                functionBytes?: ((number|Long)[]|null);

                /** Values functionBusy */
                functionBusy?: ((number|Long)[]|null);

                /** Values communicatorStarted */
                communicatorStarted?: ((number|Long)[]|null);

                /** Values communicatorStartedLessFunctions */
                communicatorStartedLessFunctions?: ((number|Long)[]|null);

                /** Values communicatorCompleted */
                communicatorCompleted?: ((number|Long)[]|null);

                /** Values communicatorCompletedLessFunctions */
                communicatorCompletedLessFunctions?: ((number|Long)[]|null);

                /** Values communicatorBytes */
                communicatorBytes?: ((number|Long)[]|null);

                /** Values communicatorBytesLessFunctions */
                communicatorBytesLessFunctions?: ((number|Long)[]|null);

                /** Values communicatorBusy */
                communicatorBusy?: ((number|Long)[]|null);

                /** Values communicatorBusyLessFunctions */
                communicatorBusyLessFunctions?: ((number|Long)[]|null);

                /** Values communicatorOccupied */
                communicatorOccupied?: ((number|Long)[]|null);

                /** Values communicatorLastStartAge */
                communicatorLastStartAge?: ((number|Long)[]|null);

                /** Values communicatorLastEndAge */
                communicatorLastEndAge?: ((number|Long)[]|null);

                /** Values communicatorLive */
                communicatorLive?: ((number|Long)[]|null);

                /** Values connectionReadySteps */
                connectionReadySteps?: ((number|Long)[]|null);

                /** Values connectionPostedSteps */
                connectionPostedSteps?: ((number|Long)[]|null);

                /** Values connectionPostedStepsLessReady */
                connectionPostedStepsLessReady?: ((number|Long)[]|null);

                /** Values connectionDoneSteps */
                connectionDoneSteps?: ((number|Long)[]|null);

                /** Values connectionDoneStepsLessPosted */
                connectionDoneStepsLessPosted?: ((number|Long)[]|null);

                /** Values connectionReadyBytes */
                connectionReadyBytes?: ((number|Long)[]|null);

                /** Values connectionPostedBytes */
                connectionPostedBytes?: ((number|Long)[]|null);

                /** Values connectionPostedBytesLessReady */
                connectionPostedBytesLessReady?: ((number|Long)[]|null);

                /** Values connectionDoneBytes */
                connectionDoneBytes?: ((number|Long)[]|null);

                /** Values connectionDoneBytesLessPosted */
                connectionDoneBytesLessPosted?: ((number|Long)[]|null);

                /** Values connectionHeardSteps */
                connectionHeardSteps?: ((number|Long)[]|null);

                /** Values connectionHeardStepsLessReady */
                connectionHeardStepsLessReady?: ((number|Long)[]|null);

                /** Values connectionStreaming */
                connectionStreaming?: ((number|Long)[]|null);

                /** Values connectionStreamingBytes */
                connectionStreamingBytes?: ((number|Long)[]|null);

                /** Values connectionWaitGpu */
                connectionWaitGpu?: ((number|Long)[]|null);

                /** Values connectionWaitPeer */
                connectionWaitPeer?: ((number|Long)[]|null);

                /** Values connectionWaitNetwork */
                connectionWaitNetwork?: ((number|Long)[]|null);

                /** Values connectionWaitData */
                connectionWaitData?: ((number|Long)[]|null);

                /** Values connectionWait */
                connectionWait?: ((number|Long)[]|null);

                /** Values connectionWaitAge */
                connectionWaitAge?: ((number|Long)[]|null);

                /** Values connectionProgressAge */
                connectionProgressAge?: ((number|Long)[]|null);

                /** Values socketBytesAcked */
                socketBytesAcked?: ((number|Long)[]|null);

                /** Values socketBytesReceived */
                socketBytesReceived?: ((number|Long)[]|null);

                /** Values socketUnackedSegments */
                socketUnackedSegments?: ((number|Long)[]|null);

                /** Values socketUnsentBytes */
                socketUnsentBytes?: ((number|Long)[]|null);

                /** Values socketUnreadBytes */
                socketUnreadBytes?: ((number|Long)[]|null);

                /** Values socketRetransmits */
                socketRetransmits?: ((number|Long)[]|null);

                /** Values socketRoundTrip */
                socketRoundTrip?: ((number|Long)[]|null);

                /** Values socketBusy */
                socketBusy?: ((number|Long)[]|null);

                /** Values socketReceiveWindowLimited */
                socketReceiveWindowLimited?: ((number|Long)[]|null);

                /** Values socketSendBufferLimited */
                socketSendBufferLimited?: ((number|Long)[]|null);

                /** Values socketDeliveryBytesPerSecond */
                socketDeliveryBytesPerSecond?: ((number|Long)[]|null);

                /** Values socketLastSentAge */
                socketLastSentAge?: ((number|Long)[]|null);

                /** Values socketLastReceivedAge */
                socketLastReceivedAge?: ((number|Long)[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Values. */
            type $Shape = c4.v1.Values.$Properties;
        }

        /**
         * Properties of an Operations.
         * @deprecated Use c4.v1.Operations.$Properties instead.
         */
        interface IOperations extends c4.v1.Operations.$Properties {
        }

        /** Represents an Operations. */
        class Operations {

            /**
             * Constructs a new Operations.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.Operations.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Operations shapeBytes. */
            shapeBytes: (number|Long)[];

            /** Operations shapeKind. */
            shapeKind: number[];

            /** Operations shapePeer. */
            shapePeer: number[];

            /** Operations counts. */
            counts: number[];

            /** Operations newest. */
            newest: (number|Long)[];

            /** Operations operation. */
            operation: number[];

            /** Operations ordinalGap. */
            ordinalGap: (number|Long)[];

            /** Operations elapsed. */
            elapsed: (number|Long)[];

            /**
             * Encodes the specified Operations message. Does not implicitly {@link c4.v1.Operations.verify|verify} messages.
             * @param message Operations message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.Operations.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Operations message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.Operations & c4.v1.Operations.$Shape} Operations
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.Operations & c4.v1.Operations.$Shape;
        }

        namespace Operations {

            /** Properties of an Operations. */
            interface $Properties {

                /** Operations shapeBytes */
                shapeBytes?: ((number|Long)[]|null);

                /** Operations shapeKind */
                shapeKind?: (number[]|null);

                /** Operations shapePeer */
                shapePeer?: (number[]|null);

                /** Operations counts */
                counts?: (number[]|null);

                /** Operations newest */
                newest?: ((number|Long)[]|null);

                /** Operations operation */
                operation?: (number[]|null);

                /** Operations ordinalGap */
                ordinalGap?: ((number|Long)[]|null);

                /** Operations elapsed */
                elapsed?: ((number|Long)[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Operations. */
            type $Shape = c4.v1.Operations.$Properties;
        }

        /**
         * Properties of an Event.
         * @deprecated Use c4.v1.Event.$Properties instead.
         */
        interface IEvent extends c4.v1.Event.$Properties {
        }

        /** Represents an Event. */
        class Event {

            /**
             * Constructs a new Event.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.Event.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Event node. */
            node: string;

            /** Event agentStarted. */
            agentStarted?: (c4.v1.AgentStarted.$Properties|null);

            /** Event agentStopped. */
            agentStopped?: (c4.v1.AgentStopped.$Properties|null);

            /** Event processStarted. */
            processStarted?: (c4.v1.ProcessStarted.$Properties|null);

            /** Event processEnded. */
            processEnded?: (c4.v1.ProcessEnded.$Properties|null);

            /** Event kernelFault. */
            kernelFault?: (c4.v1.KernelFault.$Properties|null);

            /** Event jobNotice. */
            jobNotice?: (c4.v1.JobNotice.$Properties|null);

            /** Event processRaised. */
            processRaised?: (c4.v1.ProcessRaised.$Properties|null);

            /** Event kind. */
            kind?: ("agentStarted"|"agentStopped"|"processStarted"|"processEnded"|"kernelFault"|"jobNotice"|"processRaised");

            /**
             * Encodes the specified Event message. Does not implicitly {@link c4.v1.Event.verify|verify} messages.
             * @param message Event message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.Event.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Event message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.Event & c4.v1.Event.$Shape} Event
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.Event & c4.v1.Event.$Shape;
        }

        namespace Event {

            /** Properties of an Event. */
            interface $Properties {

                /** Event node */
                node?: (string|null);

                /** Event agentStarted */
                agentStarted?: (c4.v1.AgentStarted.$Properties|null);

                /** Event agentStopped */
                agentStopped?: (c4.v1.AgentStopped.$Properties|null);

                /** Event processStarted */
                processStarted?: (c4.v1.ProcessStarted.$Properties|null);

                /** Event processEnded */
                processEnded?: (c4.v1.ProcessEnded.$Properties|null);

                /** Event kernelFault */
                kernelFault?: (c4.v1.KernelFault.$Properties|null);

                /** Event jobNotice */
                jobNotice?: (c4.v1.JobNotice.$Properties|null);

                /** Event processRaised */
                processRaised?: (c4.v1.ProcessRaised.$Properties|null);

                /** Event kind */
                kind?: ("agentStarted"|"agentStopped"|"processStarted"|"processEnded"|"kernelFault"|"jobNotice"|"processRaised");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an Event. */
            type $Shape = {
              node?: string|null;
              agentStarted?: c4.v1.AgentStarted.$Shape|null;
              agentStopped?: c4.v1.AgentStopped.$Shape|null;
              processStarted?: c4.v1.ProcessStarted.$Shape|null;
              processEnded?: c4.v1.ProcessEnded.$Shape|null;
              kernelFault?: c4.v1.KernelFault.$Shape|null;
              jobNotice?: c4.v1.JobNotice.$Shape|null;
              processRaised?: c4.v1.ProcessRaised.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; agentStarted?: null; agentStopped?: null; processStarted?: null; processEnded?: null; kernelFault?: null; jobNotice?: null; processRaised?: null }|{ kind?: "agentStarted"; agentStarted: c4.v1.AgentStarted.$Shape; agentStopped?: null; processStarted?: null; processEnded?: null; kernelFault?: null; jobNotice?: null; processRaised?: null }|{ kind?: "agentStopped"; agentStarted?: null; agentStopped: c4.v1.AgentStopped.$Shape; processStarted?: null; processEnded?: null; kernelFault?: null; jobNotice?: null; processRaised?: null }|{ kind?: "processStarted"; agentStarted?: null; agentStopped?: null; processStarted: c4.v1.ProcessStarted.$Shape; processEnded?: null; kernelFault?: null; jobNotice?: null; processRaised?: null }|{ kind?: "processEnded"; agentStarted?: null; agentStopped?: null; processStarted?: null; processEnded: c4.v1.ProcessEnded.$Shape; kernelFault?: null; jobNotice?: null; processRaised?: null }|{ kind?: "kernelFault"; agentStarted?: null; agentStopped?: null; processStarted?: null; processEnded?: null; kernelFault: c4.v1.KernelFault.$Shape; jobNotice?: null; processRaised?: null }|{ kind?: "jobNotice"; agentStarted?: null; agentStopped?: null; processStarted?: null; processEnded?: null; kernelFault?: null; jobNotice: c4.v1.JobNotice.$Shape; processRaised?: null }|{ kind?: "processRaised"; agentStarted?: null; agentStopped?: null; processStarted?: null; processEnded?: null; kernelFault?: null; jobNotice?: null; processRaised: c4.v1.ProcessRaised.$Shape })
            );
        }

        /**
         * Properties of an AgentStarted.
         * @deprecated Use c4.v1.AgentStarted.$Properties instead.
         */
        interface IAgentStarted extends c4.v1.AgentStarted.$Properties {
        }

        /** Represents an AgentStarted. */
        class AgentStarted {

            /**
             * Constructs a new AgentStarted.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.AgentStarted.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AgentStarted session. */
            session: string;

            /** AgentStarted version. */
            version: string;

            /**
             * Encodes the specified AgentStarted message. Does not implicitly {@link c4.v1.AgentStarted.verify|verify} messages.
             * @param message AgentStarted message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.AgentStarted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AgentStarted message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.AgentStarted & c4.v1.AgentStarted.$Shape} AgentStarted
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.AgentStarted & c4.v1.AgentStarted.$Shape;
        }

        namespace AgentStarted {

            /** Properties of an AgentStarted. */
            interface $Properties {

                /** AgentStarted session */
                session?: (string|null);

                /** AgentStarted version */
                version?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AgentStarted. */
            type $Shape = c4.v1.AgentStarted.$Properties;
        }

        /**
         * Properties of an AgentStopped.
         * @deprecated Use c4.v1.AgentStopped.$Properties instead.
         */
        interface IAgentStopped extends c4.v1.AgentStopped.$Properties {
        }

        /** Represents an AgentStopped. */
        class AgentStopped {

            /**
             * Constructs a new AgentStopped.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.AgentStopped.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AgentStopped session. */
            session: string;

            /**
             * Encodes the specified AgentStopped message. Does not implicitly {@link c4.v1.AgentStopped.verify|verify} messages.
             * @param message AgentStopped message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.AgentStopped.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AgentStopped message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.AgentStopped & c4.v1.AgentStopped.$Shape} AgentStopped
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.AgentStopped & c4.v1.AgentStopped.$Shape;
        }

        namespace AgentStopped {

            /** Properties of an AgentStopped. */
            interface $Properties {

                /** AgentStopped session */
                session?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AgentStopped. */
            type $Shape = c4.v1.AgentStopped.$Properties;
        }

        /**
         * Properties of a ProcessStarted.
         * @deprecated Use c4.v1.ProcessStarted.$Properties instead.
         */
        interface IProcessStarted extends c4.v1.ProcessStarted.$Properties {
        }

        /** Represents a ProcessStarted. */
        class ProcessStarted {

            /**
             * Constructs a new ProcessStarted.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.ProcessStarted.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ProcessStarted job. */
            job: string;

            /** ProcessStarted rank. */
            rank: number;

            /** ProcessStarted process. */
            process: string;

            /** ProcessStarted pid. */
            pid: number;

            /** ProcessStarted worldSize. */
            worldSize: number;

            /**
             * Encodes the specified ProcessStarted message. Does not implicitly {@link c4.v1.ProcessStarted.verify|verify} messages.
             * @param message ProcessStarted message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.ProcessStarted.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProcessStarted message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.ProcessStarted & c4.v1.ProcessStarted.$Shape} ProcessStarted
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.ProcessStarted & c4.v1.ProcessStarted.$Shape;
        }

        namespace ProcessStarted {

            /** Properties of a ProcessStarted. */
            interface $Properties {

                /** ProcessStarted job */
                job?: (string|null);

                /** ProcessStarted rank */
                rank?: (number|null);

                /** ProcessStarted process */
                process?: (string|null);

                /** ProcessStarted pid */
                pid?: (number|null);

                /** ProcessStarted worldSize */
                worldSize?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ProcessStarted. */
            type $Shape = c4.v1.ProcessStarted.$Properties;
        }

        /**
         * Properties of a ProcessRaised.
         * @deprecated Use c4.v1.ProcessRaised.$Properties instead.
         */
        interface IProcessRaised extends c4.v1.ProcessRaised.$Properties {
        }

        /** Represents a ProcessRaised. */
        class ProcessRaised {

            /**
             * Constructs a new ProcessRaised.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.ProcessRaised.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ProcessRaised job. */
            job: string;

            /** ProcessRaised rank. */
            rank: number;

            /** ProcessRaised process. */
            process: string;

            /** ProcessRaised evidence. */
            evidence: string[];

            /**
             * Encodes the specified ProcessRaised message. Does not implicitly {@link c4.v1.ProcessRaised.verify|verify} messages.
             * @param message ProcessRaised message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.ProcessRaised.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProcessRaised message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.ProcessRaised & c4.v1.ProcessRaised.$Shape} ProcessRaised
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.ProcessRaised & c4.v1.ProcessRaised.$Shape;
        }

        namespace ProcessRaised {

            /** Properties of a ProcessRaised. */
            interface $Properties {

                /** ProcessRaised job */
                job?: (string|null);

                /** ProcessRaised rank */
                rank?: (number|null);

                /** ProcessRaised process */
                process?: (string|null);

                /** ProcessRaised evidence */
                evidence?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ProcessRaised. */
            type $Shape = c4.v1.ProcessRaised.$Properties;
        }

        /**
         * Properties of a ProcessEnded.
         * @deprecated Use c4.v1.ProcessEnded.$Properties instead.
         */
        interface IProcessEnded extends c4.v1.ProcessEnded.$Properties {
        }

        /** Represents a ProcessEnded. */
        class ProcessEnded {

            /**
             * Constructs a new ProcessEnded.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.ProcessEnded.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ProcessEnded job. */
            job: string;

            /** ProcessEnded rank. */
            rank: number;

            /** ProcessEnded process. */
            process: string;

            /** ProcessEnded finished. */
            finished?: (c4.v1.Finished.$Properties|null);

            /** ProcessEnded exited. */
            exited?: (c4.v1.Exited.$Properties|null);

            /** ProcessEnded signaled. */
            signaled?: (c4.v1.Signaled.$Properties|null);

            /** ProcessEnded gone. */
            gone?: (c4.v1.Gone.$Properties|null);

            /** ProcessEnded noticedAfterMs. */
            noticedAfterMs: number;

            /** ProcessEnded evidence. */
            evidence: string[];

            /** ProcessEnded end. */
            end?: ("finished"|"exited"|"signaled"|"gone");

            /**
             * Encodes the specified ProcessEnded message. Does not implicitly {@link c4.v1.ProcessEnded.verify|verify} messages.
             * @param message ProcessEnded message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.ProcessEnded.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProcessEnded message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.ProcessEnded & c4.v1.ProcessEnded.$Shape} ProcessEnded
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.ProcessEnded & c4.v1.ProcessEnded.$Shape;
        }

        namespace ProcessEnded {

            /** Properties of a ProcessEnded. */
            interface $Properties {

                /** ProcessEnded job */
                job?: (string|null);

                /** ProcessEnded rank */
                rank?: (number|null);

                /** ProcessEnded process */
                process?: (string|null);

                /** ProcessEnded finished */
                finished?: (c4.v1.Finished.$Properties|null);

                /** ProcessEnded exited */
                exited?: (c4.v1.Exited.$Properties|null);

                /** ProcessEnded signaled */
                signaled?: (c4.v1.Signaled.$Properties|null);

                /** ProcessEnded gone */
                gone?: (c4.v1.Gone.$Properties|null);

                /** ProcessEnded noticedAfterMs */
                noticedAfterMs?: (number|null);

                /** ProcessEnded evidence */
                evidence?: (string[]|null);

                /** ProcessEnded end */
                end?: ("finished"|"exited"|"signaled"|"gone");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a ProcessEnded. */
            type $Shape = {
              job?: string|null;
              rank?: number|null;
              process?: string|null;
              finished?: c4.v1.Finished.$Shape|null;
              exited?: c4.v1.Exited.$Shape|null;
              signaled?: c4.v1.Signaled.$Shape|null;
              gone?: c4.v1.Gone.$Shape|null;
              noticedAfterMs?: number|null;
              evidence?: string[]|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ end?: undefined; finished?: null; exited?: null; signaled?: null; gone?: null }|{ end?: "finished"; finished: c4.v1.Finished.$Shape; exited?: null; signaled?: null; gone?: null }|{ end?: "exited"; finished?: null; exited: c4.v1.Exited.$Shape; signaled?: null; gone?: null }|{ end?: "signaled"; finished?: null; exited?: null; signaled: c4.v1.Signaled.$Shape; gone?: null }|{ end?: "gone"; finished?: null; exited?: null; signaled?: null; gone: c4.v1.Gone.$Shape })
            );
        }

        /**
         * Properties of a Finished.
         * @deprecated Use c4.v1.Finished.$Properties instead.
         */
        interface IFinished extends c4.v1.Finished.$Properties {
        }

        /** Represents a Finished. */
        class Finished {

            /**
             * Constructs a new Finished.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.Finished.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified Finished message. Does not implicitly {@link c4.v1.Finished.verify|verify} messages.
             * @param message Finished message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.Finished.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Finished message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.Finished & c4.v1.Finished.$Shape} Finished
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.Finished & c4.v1.Finished.$Shape;
        }

        namespace Finished {

            /** Properties of a Finished. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Finished. */
            type $Shape = c4.v1.Finished.$Properties;
        }

        /**
         * Properties of an Exited.
         * @deprecated Use c4.v1.Exited.$Properties instead.
         */
        interface IExited extends c4.v1.Exited.$Properties {
        }

        /** Represents an Exited. */
        class Exited {

            /**
             * Constructs a new Exited.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.Exited.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Exited code. */
            code: number;

            /** Exited reason. */
            reason: string;

            /**
             * Encodes the specified Exited message. Does not implicitly {@link c4.v1.Exited.verify|verify} messages.
             * @param message Exited message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.Exited.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Exited message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.Exited & c4.v1.Exited.$Shape} Exited
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.Exited & c4.v1.Exited.$Shape;
        }

        namespace Exited {

            /** Properties of an Exited. */
            interface $Properties {

                /** Exited code */
                code?: (number|null);

                /** Exited reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Exited. */
            type $Shape = c4.v1.Exited.$Properties;
        }

        /**
         * Properties of a Signaled.
         * @deprecated Use c4.v1.Signaled.$Properties instead.
         */
        interface ISignaled extends c4.v1.Signaled.$Properties {
        }

        /** Represents a Signaled. */
        class Signaled {

            /**
             * Constructs a new Signaled.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.Signaled.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Signaled signal. */
            signal: string;

            /** Signaled outOfMemory. */
            outOfMemory: boolean;

            /**
             * Encodes the specified Signaled message. Does not implicitly {@link c4.v1.Signaled.verify|verify} messages.
             * @param message Signaled message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.Signaled.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Signaled message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.Signaled & c4.v1.Signaled.$Shape} Signaled
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.Signaled & c4.v1.Signaled.$Shape;
        }

        namespace Signaled {

            /** Properties of a Signaled. */
            interface $Properties {

                /** Signaled signal */
                signal?: (string|null);

                /** Signaled outOfMemory */
                outOfMemory?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Signaled. */
            type $Shape = c4.v1.Signaled.$Properties;
        }

        /**
         * Properties of a Gone.
         * @deprecated Use c4.v1.Gone.$Properties instead.
         */
        interface IGone extends c4.v1.Gone.$Properties {
        }

        /** Represents a Gone. */
        class Gone {

            /**
             * Constructs a new Gone.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.Gone.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified Gone message. Does not implicitly {@link c4.v1.Gone.verify|verify} messages.
             * @param message Gone message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.Gone.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Gone message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.Gone & c4.v1.Gone.$Shape} Gone
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.Gone & c4.v1.Gone.$Shape;
        }

        namespace Gone {

            /** Properties of a Gone. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Gone. */
            type $Shape = c4.v1.Gone.$Properties;
        }

        /**
         * Properties of a KernelFault.
         * @deprecated Use c4.v1.KernelFault.$Properties instead.
         */
        interface IKernelFault extends c4.v1.KernelFault.$Properties {
        }

        /** Represents a KernelFault. */
        class KernelFault {

            /**
             * Constructs a new KernelFault.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.KernelFault.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** KernelFault fault. */
            fault: string;

            /** KernelFault line. */
            line: string;

            /**
             * Encodes the specified KernelFault message. Does not implicitly {@link c4.v1.KernelFault.verify|verify} messages.
             * @param message KernelFault message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.KernelFault.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a KernelFault message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.KernelFault & c4.v1.KernelFault.$Shape} KernelFault
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.KernelFault & c4.v1.KernelFault.$Shape;
        }

        namespace KernelFault {

            /** Properties of a KernelFault. */
            interface $Properties {

                /** KernelFault fault */
                fault?: (string|null);

                /** KernelFault line */
                line?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a KernelFault. */
            type $Shape = c4.v1.KernelFault.$Properties;
        }

        /**
         * Properties of a JobNotice.
         * @deprecated Use c4.v1.JobNotice.$Properties instead.
         */
        interface IJobNotice extends c4.v1.JobNotice.$Properties {
        }

        /** Represents a JobNotice. */
        class JobNotice {

            /**
             * Constructs a new JobNotice.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.JobNotice.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** JobNotice job. */
            job: string;

            /** JobNotice ended. */
            ended: boolean;

            /** JobNotice exitCode. */
            exitCode: number;

            /** JobNotice detail. */
            detail: string;

            /**
             * Encodes the specified JobNotice message. Does not implicitly {@link c4.v1.JobNotice.verify|verify} messages.
             * @param message JobNotice message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.JobNotice.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a JobNotice message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.JobNotice & c4.v1.JobNotice.$Shape} JobNotice
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.JobNotice & c4.v1.JobNotice.$Shape;
        }

        namespace JobNotice {

            /** Properties of a JobNotice. */
            interface $Properties {

                /** JobNotice job */
                job?: (string|null);

                /** JobNotice ended */
                ended?: (boolean|null);

                /** JobNotice exitCode */
                exitCode?: (number|null);

                /** JobNotice detail */
                detail?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a JobNotice. */
            type $Shape = c4.v1.JobNotice.$Properties;
        }

        /**
         * Properties of a Command.
         * @deprecated Use c4.v1.Command.$Properties instead.
         */
        interface ICommand extends c4.v1.Command.$Properties {
        }

        /** Represents a Command. */
        class Command {

            /**
             * Constructs a new Command.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.Command.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Command scope. */
            scope: string;

            /** Command generation. */
            generation: number;

            /** Command term. */
            term: number;

            /** Command setMask. */
            setMask?: (c4.v1.SetMask.$Properties|null);

            /** Command gather. */
            gather?: (c4.v1.Gather.$Properties|null);

            /** Command probe. */
            probe?: (c4.v1.Probe.$Properties|null);

            /** Command kind. */
            kind?: ("setMask"|"gather"|"probe");

            /**
             * Encodes the specified Command message. Does not implicitly {@link c4.v1.Command.verify|verify} messages.
             * @param message Command message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.Command.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Command message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.Command & c4.v1.Command.$Shape} Command
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.Command & c4.v1.Command.$Shape;
        }

        namespace Command {

            /** Properties of a Command. */
            interface $Properties {

                /** Command scope */
                scope?: (string|null);

                /** Command generation */
                generation?: (number|null);

                /** Command term */
                term?: (number|null);

                /** Command setMask */
                setMask?: (c4.v1.SetMask.$Properties|null);

                /** Command gather */
                gather?: (c4.v1.Gather.$Properties|null);

                /** Command probe */
                probe?: (c4.v1.Probe.$Properties|null);

                /** Command kind */
                kind?: ("setMask"|"gather"|"probe");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Command. */
            type $Shape = {
              scope?: string|null;
              generation?: number|null;
              term?: number|null;
              setMask?: c4.v1.SetMask.$Shape|null;
              gather?: c4.v1.Gather.$Shape|null;
              probe?: c4.v1.Probe.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; setMask?: null; gather?: null; probe?: null }|{ kind?: "setMask"; setMask: c4.v1.SetMask.$Shape; gather?: null; probe?: null }|{ kind?: "gather"; setMask?: null; gather: c4.v1.Gather.$Shape; probe?: null }|{ kind?: "probe"; setMask?: null; gather?: null; probe: c4.v1.Probe.$Shape })
            );
        }

        /**
         * Properties of a SetMask.
         * @deprecated Use c4.v1.SetMask.$Properties instead.
         */
        interface ISetMask extends c4.v1.SetMask.$Properties {
        }

        /** Represents a SetMask. */
        class SetMask {

            /**
             * Constructs a new SetMask.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.SetMask.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SetMask job. */
            job: string;

            /** SetMask mask. */
            mask: (number|Long);

            /**
             * Encodes the specified SetMask message. Does not implicitly {@link c4.v1.SetMask.verify|verify} messages.
             * @param message SetMask message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.SetMask.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SetMask message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.SetMask & c4.v1.SetMask.$Shape} SetMask
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.SetMask & c4.v1.SetMask.$Shape;
        }

        namespace SetMask {

            /** Properties of a SetMask. */
            interface $Properties {

                /** SetMask job */
                job?: (string|null);

                /** SetMask mask */
                mask?: (number|Long|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SetMask. */
            type $Shape = c4.v1.SetMask.$Properties;
        }

        /** Evidence enum. */
        enum Evidence {

            /** EVIDENCE_STACK value */
            EVIDENCE_STACK = 0,

            /** EVIDENCE_FLIGHT_RECORDER value */
            EVIDENCE_FLIGHT_RECORDER = 1,

            /** EVIDENCE_KERNEL_LOG value */
            EVIDENCE_KERNEL_LOG = 2
        }

        /**
         * Properties of a Gather.
         * @deprecated Use c4.v1.Gather.$Properties instead.
         */
        interface IGather extends c4.v1.Gather.$Properties {
        }

        /** Represents a Gather. */
        class Gather {

            /**
             * Constructs a new Gather.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.Gather.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Gather incident. */
            incident: string;

            /** Gather job. */
            job: string;

            /** Gather rank. */
            rank: number;

            /** Gather process. */
            process: string;

            /** Gather want. */
            want: c4.v1.Evidence[];

            /**
             * Encodes the specified Gather message. Does not implicitly {@link c4.v1.Gather.verify|verify} messages.
             * @param message Gather message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.Gather.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Gather message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.Gather & c4.v1.Gather.$Shape} Gather
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.Gather & c4.v1.Gather.$Shape;
        }

        namespace Gather {

            /** Properties of a Gather. */
            interface $Properties {

                /** Gather incident */
                incident?: (string|null);

                /** Gather job */
                job?: (string|null);

                /** Gather rank */
                rank?: (number|null);

                /** Gather process */
                process?: (string|null);

                /** Gather want */
                want?: (c4.v1.Evidence[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Gather. */
            type $Shape = c4.v1.Gather.$Properties;
        }

        /**
         * Properties of a Probe.
         * @deprecated Use c4.v1.Probe.$Properties instead.
         */
        interface IProbe extends c4.v1.Probe.$Properties {
        }

        /** Represents a Probe. */
        class Probe {

            /**
             * Constructs a new Probe.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.Probe.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Probe id. */
            id: string;

            /** Probe bytes. */
            bytes: number;

            /** Probe timeoutMs. */
            timeoutMs: number;

            /** Probe targets. */
            targets: c4.v1.ProbeTarget.$Properties[];

            /**
             * Encodes the specified Probe message. Does not implicitly {@link c4.v1.Probe.verify|verify} messages.
             * @param message Probe message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.Probe.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Probe message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.Probe & c4.v1.Probe.$Shape} Probe
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.Probe & c4.v1.Probe.$Shape;
        }

        namespace Probe {

            /** Properties of a Probe. */
            interface $Properties {

                /** Probe id */
                id?: (string|null);

                /** Probe bytes */
                bytes?: (number|null);

                /** Probe timeoutMs */
                timeoutMs?: (number|null);

                /** Probe targets */
                targets?: (c4.v1.ProbeTarget.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Probe. */
            type $Shape = c4.v1.Probe.$Properties;
        }

        /**
         * Properties of a ProbeTarget.
         * @deprecated Use c4.v1.ProbeTarget.$Properties instead.
         */
        interface IProbeTarget extends c4.v1.ProbeTarget.$Properties {
        }

        /** Represents a ProbeTarget. */
        class ProbeTarget {

            /**
             * Constructs a new ProbeTarget.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.ProbeTarget.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ProbeTarget node. */
            node: string;

            /** ProbeTarget address. */
            address: string;

            /**
             * Encodes the specified ProbeTarget message. Does not implicitly {@link c4.v1.ProbeTarget.verify|verify} messages.
             * @param message ProbeTarget message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.ProbeTarget.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProbeTarget message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.ProbeTarget & c4.v1.ProbeTarget.$Shape} ProbeTarget
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.ProbeTarget & c4.v1.ProbeTarget.$Shape;
        }

        namespace ProbeTarget {

            /** Properties of a ProbeTarget. */
            interface $Properties {

                /** ProbeTarget node */
                node?: (string|null);

                /** ProbeTarget address */
                address?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ProbeTarget. */
            type $Shape = c4.v1.ProbeTarget.$Properties;
        }

        /**
         * Properties of a Reply.
         * @deprecated Use c4.v1.Reply.$Properties instead.
         */
        interface IReply extends c4.v1.Reply.$Properties {
        }

        /** Represents a Reply. */
        class Reply {

            /**
             * Constructs a new Reply.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.Reply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Reply done. */
            done?: (c4.v1.Done.$Properties|null);

            /** Reply evidence. */
            evidence?: (c4.v1.EvidenceReply.$Properties|null);

            /** Reply probed. */
            probed?: (c4.v1.Probed.$Properties|null);

            /** Reply refused. */
            refused?: (c4.v1.Refused.$Properties|null);

            /** Reply kind. */
            kind?: ("done"|"evidence"|"probed"|"refused");

            /**
             * Encodes the specified Reply message. Does not implicitly {@link c4.v1.Reply.verify|verify} messages.
             * @param message Reply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.Reply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Reply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.Reply & c4.v1.Reply.$Shape} Reply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.Reply & c4.v1.Reply.$Shape;
        }

        namespace Reply {

            /** Properties of a Reply. */
            interface $Properties {

                /** Reply done */
                done?: (c4.v1.Done.$Properties|null);

                /** Reply evidence */
                evidence?: (c4.v1.EvidenceReply.$Properties|null);

                /** Reply probed */
                probed?: (c4.v1.Probed.$Properties|null);

                /** Reply refused */
                refused?: (c4.v1.Refused.$Properties|null);

                /** Reply kind */
                kind?: ("done"|"evidence"|"probed"|"refused");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Reply. */
            type $Shape = {
              done?: c4.v1.Done.$Shape|null;
              evidence?: c4.v1.EvidenceReply.$Shape|null;
              probed?: c4.v1.Probed.$Shape|null;
              refused?: c4.v1.Refused.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ kind?: undefined; done?: null; evidence?: null; probed?: null; refused?: null }|{ kind?: "done"; done: c4.v1.Done.$Shape; evidence?: null; probed?: null; refused?: null }|{ kind?: "evidence"; done?: null; evidence: c4.v1.EvidenceReply.$Shape; probed?: null; refused?: null }|{ kind?: "probed"; done?: null; evidence?: null; probed: c4.v1.Probed.$Shape; refused?: null }|{ kind?: "refused"; done?: null; evidence?: null; probed?: null; refused: c4.v1.Refused.$Shape })
            );
        }

        /**
         * Properties of a Done.
         * @deprecated Use c4.v1.Done.$Properties instead.
         */
        interface IDone extends c4.v1.Done.$Properties {
        }

        /** Represents a Done. */
        class Done {

            /**
             * Constructs a new Done.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.Done.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Done detail. */
            detail: string;

            /**
             * Encodes the specified Done message. Does not implicitly {@link c4.v1.Done.verify|verify} messages.
             * @param message Done message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.Done.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Done message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.Done & c4.v1.Done.$Shape} Done
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.Done & c4.v1.Done.$Shape;
        }

        namespace Done {

            /** Properties of a Done. */
            interface $Properties {

                /** Done detail */
                detail?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Done. */
            type $Shape = c4.v1.Done.$Properties;
        }

        /**
         * Properties of an EvidenceReply.
         * @deprecated Use c4.v1.EvidenceReply.$Properties instead.
         */
        interface IEvidenceReply extends c4.v1.EvidenceReply.$Properties {
        }

        /** Represents an EvidenceReply. */
        class EvidenceReply {

            /**
             * Constructs a new EvidenceReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.EvidenceReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** EvidenceReply items. */
            items: c4.v1.EvidenceItem.$Properties[];

            /**
             * Encodes the specified EvidenceReply message. Does not implicitly {@link c4.v1.EvidenceReply.verify|verify} messages.
             * @param message EvidenceReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.EvidenceReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EvidenceReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.EvidenceReply & c4.v1.EvidenceReply.$Shape} EvidenceReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.EvidenceReply & c4.v1.EvidenceReply.$Shape;
        }

        namespace EvidenceReply {

            /** Properties of an EvidenceReply. */
            interface $Properties {

                /** EvidenceReply items */
                items?: (c4.v1.EvidenceItem.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EvidenceReply. */
            type $Shape = c4.v1.EvidenceReply.$Properties;
        }

        /**
         * Properties of an EvidenceItem.
         * @deprecated Use c4.v1.EvidenceItem.$Properties instead.
         */
        interface IEvidenceItem extends c4.v1.EvidenceItem.$Properties {
        }

        /** Represents an EvidenceItem. */
        class EvidenceItem {

            /**
             * Constructs a new EvidenceItem.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.EvidenceItem.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** EvidenceItem kind. */
            kind: c4.v1.Evidence;

            /** EvidenceItem node. */
            node: string;

            /** EvidenceItem rank. */
            rank: number;

            /** EvidenceItem text. */
            text: string;

            /** EvidenceItem truncated. */
            truncated: boolean;

            /**
             * Encodes the specified EvidenceItem message. Does not implicitly {@link c4.v1.EvidenceItem.verify|verify} messages.
             * @param message EvidenceItem message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.EvidenceItem.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an EvidenceItem message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.EvidenceItem & c4.v1.EvidenceItem.$Shape} EvidenceItem
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.EvidenceItem & c4.v1.EvidenceItem.$Shape;
        }

        namespace EvidenceItem {

            /** Properties of an EvidenceItem. */
            interface $Properties {

                /** EvidenceItem kind */
                kind?: (c4.v1.Evidence|null);

                /** EvidenceItem node */
                node?: (string|null);

                /** EvidenceItem rank */
                rank?: (number|null);

                /** EvidenceItem text */
                text?: (string|null);

                /** EvidenceItem truncated */
                truncated?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an EvidenceItem. */
            type $Shape = c4.v1.EvidenceItem.$Properties;
        }

        /**
         * Properties of a Probed.
         * @deprecated Use c4.v1.Probed.$Properties instead.
         */
        interface IProbed extends c4.v1.Probed.$Properties {
        }

        /** Represents a Probed. */
        class Probed {

            /**
             * Constructs a new Probed.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.Probed.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Probed id. */
            id: string;

            /** Probed results. */
            results: c4.v1.ProbeResult.$Properties[];

            /**
             * Encodes the specified Probed message. Does not implicitly {@link c4.v1.Probed.verify|verify} messages.
             * @param message Probed message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.Probed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Probed message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.Probed & c4.v1.Probed.$Shape} Probed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.Probed & c4.v1.Probed.$Shape;
        }

        namespace Probed {

            /** Properties of a Probed. */
            interface $Properties {

                /** Probed id */
                id?: (string|null);

                /** Probed results */
                results?: (c4.v1.ProbeResult.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Probed. */
            type $Shape = c4.v1.Probed.$Properties;
        }

        /** ProbeOutcome enum. */
        enum ProbeOutcome {

            /** PROBE_OUTCOME_MEASURED value */
            PROBE_OUTCOME_MEASURED = 0,

            /** PROBE_OUTCOME_REFUSED value */
            PROBE_OUTCOME_REFUSED = 1,

            /** PROBE_OUTCOME_TIMED_OUT value */
            PROBE_OUTCOME_TIMED_OUT = 2
        }

        /**
         * Properties of a ProbeResult.
         * @deprecated Use c4.v1.ProbeResult.$Properties instead.
         */
        interface IProbeResult extends c4.v1.ProbeResult.$Properties {
        }

        /** Represents a ProbeResult. */
        class ProbeResult {

            /**
             * Constructs a new ProbeResult.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.ProbeResult.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ProbeResult to. */
            to: string;

            /** ProbeResult outcome. */
            outcome: c4.v1.ProbeOutcome;

            /** ProbeResult connectMs. */
            connectMs: number;

            /** ProbeResult bytesPerSecond. */
            bytesPerSecond: number;

            /**
             * Encodes the specified ProbeResult message. Does not implicitly {@link c4.v1.ProbeResult.verify|verify} messages.
             * @param message ProbeResult message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.ProbeResult.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ProbeResult message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.ProbeResult & c4.v1.ProbeResult.$Shape} ProbeResult
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.ProbeResult & c4.v1.ProbeResult.$Shape;
        }

        namespace ProbeResult {

            /** Properties of a ProbeResult. */
            interface $Properties {

                /** ProbeResult to */
                to?: (string|null);

                /** ProbeResult outcome */
                outcome?: (c4.v1.ProbeOutcome|null);

                /** ProbeResult connectMs */
                connectMs?: (number|null);

                /** ProbeResult bytesPerSecond */
                bytesPerSecond?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ProbeResult. */
            type $Shape = c4.v1.ProbeResult.$Properties;
        }

        /**
         * Properties of a Refused.
         * @deprecated Use c4.v1.Refused.$Properties instead.
         */
        interface IRefused extends c4.v1.Refused.$Properties {
        }

        /** Represents a Refused. */
        class Refused {

            /**
             * Constructs a new Refused.
             * @param [properties] Properties to set
             */
            constructor(properties?: c4.v1.Refused.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Refused reason. */
            reason: string;

            /**
             * Encodes the specified Refused message. Does not implicitly {@link c4.v1.Refused.verify|verify} messages.
             * @param message Refused message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: c4.v1.Refused.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Refused message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {c4.v1.Refused & c4.v1.Refused.$Shape} Refused
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): c4.v1.Refused & c4.v1.Refused.$Shape;
        }

        namespace Refused {

            /** Properties of a Refused. */
            interface $Properties {

                /** Refused reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Refused. */
            type $Shape = c4.v1.Refused.$Properties;
        }
    }
}
