// The shared-memory file of one training process: what the hook writes and the agent reads.
//
// The file holds state, not a log. A signature is the difference of two readings, so nothing can
// be lost between them, and a process that dies leaves its last state behind. The size is fixed
// at init and every page is allocated then: a full tmpfs is an error at init, never a SIGBUS
// inside a training step.
//
//   offset      bytes               section
//   0           4096                FileHeader
//   4096        128 x 8192          communicator table   (CommunicatorEntry)
//   1052672     4096 x 256          connection table     (ConnectionEntry)
//   2101248     16 x (256 + 4096 x 64)   operation rings (RingHeader, OperationRecord)
//   6299648     end of file
//
//   FileHeader                                      CommunicatorEntry (8192)
//   0     magic "C4MON\0\0\0"                       0     state, framework, id, rank, size, nodes
//   8     layout version (written last)             32    name[64]
//   12    section offsets, counts, strides          96    created, finalized (ticks)
//   64    pid, rank, local rank, world size         128   started, completed, last start, last end
//   96    clock: kind, calibration                  160   time with an operation under way
//   192   job, node, library, hook, host, command   192   13 x FunctionTotals (48)
//   640   how the process ended                     4096  64 x OperationSlot (64), by ordinal & 63
//   768   counters: dropped, foreign, refused
//   896   control in force                          ConnectionEntry (256)
//   960   declared phase and step, last beat        0     state, identity, operations
//   1024  first unexpected error                    64    ready, posted, done: steps and bytes
//   1216  slots used in each table                  128   waits by kind, the wait under way
//                                                   192   longest wait, repolls, heard, streaming
//
// All integers are little-endian. Times are ticks of the clock that the header names; the reader
// converts: ns = base_ns + (((ticks - base_ticks) * multiplier) >> shift).
// proto/layout.ts states the same offsets; test/golden/layout/*.bin holds both to it.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace c4 {

inline constexpr std::uint64_t kFileMagic = 0x0000004E4F4D3443;     // "C4MON\0\0\0"
inline constexpr std::uint64_t kControlMagic = 0x0000004C54433443;  // "C4CTL\0\0\0"
inline constexpr std::uint32_t kLayoutVersion = 1;

inline constexpr std::uint32_t kHeaderBytes = 4096;
inline constexpr std::uint32_t kCommunicatorSlots = 128;
inline constexpr std::uint32_t kConnectionSlots = 4096;
inline constexpr std::uint32_t kRingCount = 16;
inline constexpr std::uint32_t kRingSlots = 4096;
inline constexpr std::uint32_t kOperationSlots = 64;  // per communicator
inline constexpr std::uint32_t kFunctionCount = 13;

enum class Function : std::uint8_t {
  kUnknown = 0, kAllReduce = 1, kBroadcast = 2, kReduce = 3, kAllGather = 4, kReduceScatter = 5,
  kAllToAll = 6, kGather = 7, kScatter = 8, kBarrier = 9, kSend = 10, kRecv = 11, kOther = 12,
};

enum class Datatype : std::uint8_t {
  kUnknown = 0, kInt8 = 1, kUint8 = 2, kInt32 = 3, kUint32 = 4, kInt64 = 5, kUint64 = 6,
  kFloat16 = 7, kFloat32 = 8, kFloat64 = 9, kBfloat16 = 10, kFloat8 = 11,
};

enum class Framework : std::uint32_t { kUnknown = 0, kNccl = 1, kGloo = 2, kMpi = 3, kOther = 4 };
enum class ClockKind : std::uint32_t { kTsc = 1, kMonotonic = 2 };
enum class SlotState : std::uint32_t { kEmpty = 0, kLive = 1, kClosed = 2 };
enum class Direction : std::uint8_t { kSend = 0, kReceive = 1 };
enum class Transport : std::uint8_t { kUnknown = 0, kNetwork = 1, kTcp = 2, kSharedMemory = 3 };
enum class Wait : std::uint32_t { kNone = 0, kGpu = 1, kPeer = 2, kNetwork = 3, kData = 4 };
enum class EndKind : std::uint32_t { kRunning = 0, kFinished = 1, kExited = 2 };
enum class Phase : std::uint32_t { kNone = 0, kCompile = 1, kEval = 2, kSave = 3, kData = 4 };

// What the hook watches. Bits of the control file's mask; a front-end maps them to its own.
inline constexpr std::uint64_t kWatchOperations = 1;
inline constexpr std::uint64_t kWatchTransfers = 2;
inline constexpr std::uint64_t kWatchKernels = 4;
inline constexpr std::uint64_t kWatchDefault = ~std::uint64_t{0};  // the hook's own choice

using Counter = std::atomic<std::uint64_t>;
static_assert(sizeof(Counter) == 8 && Counter::is_always_lock_free);

struct FileHeader {
  std::uint64_t magic;                        // 0
  std::atomic<std::uint32_t> layout_version;  // 8: release, last of all; 0 = not ready
  std::uint32_t header_bytes;                 // 12
  std::uint64_t file_bytes;                   // 16
  std::uint32_t communicator_offset, communicator_slots, communicator_stride;  // 24
  std::uint32_t connection_offset, connection_slots, connection_stride;        // 36
  std::uint32_t ring_offset, ring_count, ring_stride, ring_slots;              // 48
  std::uint32_t pid;                    // 64: as seen inside the process's own namespace
  std::int32_t rank;                    // 68: global; -1 unknown
  std::int32_t local_rank;              // 72: -1 unknown
  std::int32_t world_size;              // 76: -1 unknown
  std::uint64_t process_start_ticks;    // 80: field 22 of /proc/self/stat, in clock ticks
  std::uint64_t opened_ns;              // 88: CLOCK_MONOTONIC
  ClockKind clock_kind;                 // 96
  Framework framework;                  // 100
  std::uint64_t clock_base_ticks;       // 104
  std::uint64_t clock_base_ns;          // 112
  std::uint64_t clock_multiplier;       // 120
  std::uint32_t clock_shift;            // 128
  std::uint32_t abi_version;            // 132: NCCL profiler ABI in use; 0 elsewhere
  char reserved_0[56];                  // 136
  char job[64];                         // 192: all strings are NUL-padded UTF-8
  char node[64];                        // 256
  char library[64];                     // 320: such as "nccl abi 6" or "gloo"
  char hook[32];                        // 384: version of this hook
  char host[64];                        // 416
  char command[96];                     // 480
  char reserved_1[64];                  // 576
  std::atomic<EndKind> end_kind;        // 640: release, after the three below
  std::int32_t exit_code;               // 644
  std::uint64_t end_ticks;              // 648
  char end_reason[64];                  // 656
  char reserved_2[48];                  // 720
  Counter communicators_dropped;        // 768: table full
  Counter connections_dropped;          // 776: table full
  Counter rings_dropped;                // 784: more writing threads than rings
  Counter operations_dropped;           // 792: more open operations than slots
  Counter foreign_contexts;             // 800: events of another process's operation (PXN)
  Counter bad_handles;                  // 808: stale or unknown handles
  Counter forks;                        // 816: children that were left unwatched
  Counter chain_errors;                 // 824: refusals of the chained profiler
  char reserved_3[64];                  // 832
  std::atomic<std::uint64_t> mask_in_force;       // 896
  std::atomic<std::uint64_t> control_generation;  // 904: newest control file seen
  char reserved_4[48];                  // 912
  std::atomic<Phase> phase;             // 960: declared by the program
  std::uint32_t reserved_5;             // 964
  std::atomic<std::uint64_t> phase_since_ticks;   // 968
  std::atomic<std::uint64_t> phase_count;         // 976: phases declared so far
  std::atomic<std::uint64_t> step;                // 984: last step declared; 0 = none
  std::atomic<std::uint64_t> beat_ticks;          // 992: the transport's own loop turned; 0 = it
                                                  // shows none
  char reserved_6[24];                  // 1000
  char first_error[128];                // 1024
  char reserved_7[64];                  // 1152
  std::atomic<std::uint32_t> communicators_used;  // 1216
  std::atomic<std::uint32_t> connections_used;    // 1220
  std::atomic<std::uint32_t> rings_used;          // 1224
  char reserved_8[2868];                // 1228
};

struct FunctionTotals {
  Counter started;           // 0
  Counter completed;         // 8
  Counter bytes;             // 16: of completed operations, as the caller counts them
  Counter busy_ticks;        // 24: sum of end - start over completed operations
  Counter last_start_ticks;  // 32
  Counter last_end_ticks;    // 40
};

// One operation, open or the newest completed one of its slot. A slot whose operation is still
// open is never taken by a newer one: the oldest open operation is what names a hang.
struct OperationSlot {
  std::atomic<std::uint64_t> ticket;  // 0: ordinal, from 1; 0 = being written. Release.
  Function function;                  // 8
  Datatype datatype;                  // 9
  std::uint8_t channels;              // 10
  std::uint8_t flags;                 // 11: kOperationPointToPoint, kOperationGraph
  std::int32_t peer;                  // 12: root, or peer of a send or receive; -1 none
  std::uint64_t sequence;             // 16: the library's own number, per function
  std::uint64_t bytes;                // 24
  std::uint64_t enqueue_ticks;        // 32: the program called
  Counter start_ticks;                // 40: the transfer or kernel began; 0 = not yet
  Counter end_ticks;                  // 48: 0 = open
  std::uint64_t reserved;             // 56
};
inline constexpr std::uint8_t kOperationPointToPoint = 1;
inline constexpr std::uint8_t kOperationGraph = 2;

struct CommunicatorEntry {
  std::atomic<SlotState> state;  // 0: release, after identity
  Framework framework;           // 4
  std::uint64_t id;              // 8: commId; printed as 16 hex digits
  std::int32_t rank, size;       // 16: a size of -1 was not told
  std::int32_t nodes;            // 24: -1 unknown
  std::uint32_t generation;      // 28: raised each time the slot is reused
  char name[64];                 // 32
  std::uint64_t created_ticks;   // 96
  Counter finalized_ticks;       // 104
  char reserved_0[16];           // 112
  Counter started;               // 128: operations started; the ordinal of the newest
  Counter completed;             // 136
  Counter last_start_ticks;      // 144
  Counter last_end_ticks;        // 152
  Counter occupied_ticks;        // 160: wall time with an operation under way, the present excluded
  Counter occupied_since_ticks;  // 168: 0 while none is under way
  char reserved_1[16];           // 176
  FunctionTotals functions[kFunctionCount];   // 192
  char reserved_2[4096 - 192 - 48 * kFunctionCount];
  OperationSlot operations[kOperationSlots];  // 4096
};

// One directed transport lane. `ready`: the data (or the buffer) is there. `posted`: the peer's
// credit has come and the transfer was given to the network. `done`: the transfer ended (over
// TCP, at the sender: it is in the kernel's buffer). The wait under way follows from the three:
// posted > done = network, else ready > posted = peer; on the receiving side ready > done = data.
//
// Over TCP the sender's `done` says little, since the kernel takes the bytes at once. Three more
// counters tell what it hides, where a transport shows them. `heard` against the other end's own
// `ready` finds words that were lost on the way: credits (sender's side) or announcements
// (receiver's side). `streaming` is the time in which a payload really arrives, free of anybody's
// lateness: the measure of a slow link, Tx or Rx.
struct ConnectionEntry {
  std::atomic<SlotState> state;    // 0: release, after identity
  std::uint32_t communicator;      // 4: slot in the communicator table
  std::uint64_t communicator_id;   // 8
  std::int32_t peer;               // 16: rank in the communicator
  std::uint16_t channel;           // 20
  Direction direction;             // 22
  Transport transport;             // 23
  std::uint32_t local_port;        // 24: 0 unknown
  std::uint32_t remote_port;       // 28
  std::uint64_t created_ticks;     // 32
  Counter operations;              // 40
  char reserved_0[16];             // 48
  Counter ready_steps, ready_bytes;    // 64
  Counter posted_steps, posted_bytes;  // 80
  Counter done_steps, done_bytes;      // 96
  Counter last_ready_ticks;        // 112
  Counter last_posted_ticks;       // 120
  Counter wait_gpu_ticks;          // 128: wall time in each wait, the one under way excluded
  Counter wait_peer_ticks;         // 136
  Counter wait_network_ticks;      // 144
  Counter wait_data_ticks;         // 152
  std::atomic<Wait> wait;          // 160: the wait under way
  std::uint32_t reserved_1;        // 164
  Counter wait_since_ticks;        // 168
  Counter last_done_ticks;         // 176
  Counter waits;                   // 184: waits begun
  Counter longest_wait_ticks;      // 192
  Counter repolls;                 // 200: repeated polls of one step, folded
  Counter heard_steps;             // 208: the peer's words that came: credits, or announcements
  Counter streaming_ticks;         // 216: receiving: from a payload's first byte to its last
  Counter streaming_bytes;         // 224: of the payloads so timed
  char reserved_2[24];             // 232
};

// A ring has one writing thread. The writer announces `intent` before it touches a slot and
// publishes `head` after it; a reader copies, then drops what `intent` has lapped.
struct RingHeader {
  Counter head;             // 0: records published; pairs with the reader's first load
  Counter intent;           // 8: records begun; pairs with the reader's load after its copy
  std::uint32_t thread_id;  // 16
  std::uint32_t reserved_0; // 20
  char reserved_1[232];     // 24
};

struct OperationRecord {
  std::uint64_t ticket;           // 0: from 1
  std::uint64_t communicator_id;  // 8
  std::uint64_t ordinal;          // 16
  std::uint64_t bytes;            // 24
  std::uint64_t enqueue_ticks;    // 32
  std::uint64_t start_ticks;      // 40
  std::uint64_t end_ticks;        // 48
  Function function;              // 56
  Datatype datatype;              // 57
  std::uint8_t flags;             // 58
  std::uint8_t reserved;          // 59
  std::uint32_t checksum;         // 60: xor of the fifteen 32-bit words before it
};

// One page, made by the hook and written by the agent.
struct ControlFile {
  std::uint64_t magic;                    // 0
  std::uint32_t version;                  // 8
  std::uint32_t file_bytes;               // 12
  std::atomic<std::uint64_t> generation;  // 16: raised by the agent after the mask
  std::atomic<std::uint64_t> mask;        // 24: kWatch bits; 0 silences the hook
  char reserved[4064];                    // 32: the steering table will live here
};

inline constexpr std::uint32_t kRingStride =
    sizeof(RingHeader) + kRingSlots * sizeof(OperationRecord);
inline constexpr std::uint32_t kCommunicatorOffset = kHeaderBytes;
inline constexpr std::uint32_t kConnectionOffset =
    kCommunicatorOffset + kCommunicatorSlots * sizeof(CommunicatorEntry);
inline constexpr std::uint32_t kRingOffset =
    kConnectionOffset + kConnectionSlots * sizeof(ConnectionEntry);
inline constexpr std::uint32_t kFileBytes = kRingOffset + kRingCount * kRingStride;

static_assert(sizeof(FileHeader) == kHeaderBytes);
static_assert(offsetof(FileHeader, pid) == 64 && offsetof(FileHeader, clock_kind) == 96);
static_assert(offsetof(FileHeader, job) == 192 && offsetof(FileHeader, command) == 480);
static_assert(offsetof(FileHeader, end_kind) == 640 && offsetof(FileHeader, end_reason) == 656);
static_assert(offsetof(FileHeader, communicators_dropped) == 768);
static_assert(offsetof(FileHeader, mask_in_force) == 896 && offsetof(FileHeader, phase) == 960);
static_assert(offsetof(FileHeader, first_error) == 1024);
static_assert(offsetof(FileHeader, communicators_used) == 1216);
static_assert(sizeof(FunctionTotals) == 48 && sizeof(OperationSlot) == 64);
static_assert(sizeof(CommunicatorEntry) == 8192);
static_assert(offsetof(CommunicatorEntry, started) == 128);
static_assert(offsetof(CommunicatorEntry, functions) == 192);
static_assert(offsetof(CommunicatorEntry, operations) == 4096);
static_assert(sizeof(ConnectionEntry) == 256);
static_assert(offsetof(ConnectionEntry, ready_steps) == 64);
static_assert(offsetof(ConnectionEntry, wait_gpu_ticks) == 128);
static_assert(offsetof(ConnectionEntry, longest_wait_ticks) == 192);
static_assert(offsetof(ConnectionEntry, heard_steps) == 208);
static_assert(offsetof(CommunicatorEntry, occupied_ticks) == 160);
static_assert(sizeof(RingHeader) == 256 && sizeof(OperationRecord) == 64);
static_assert(sizeof(ControlFile) == 4096);
static_assert(kFileBytes == 6299648 && kFileBytes <= 8 * 1024 * 1024);
static_assert((kRingSlots & (kRingSlots - 1)) == 0, "free-running tickets are masked on use");
static_assert((kOperationSlots & (kOperationSlots - 1)) == 0);

}  // namespace c4
