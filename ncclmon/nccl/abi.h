// NCCL's profiler interface, versions 1 to 7, as its callers lay it out in memory (LP64).
//
// These are our own declarations of published offsets; NCCL's headers are not needed to build.
// From version to version fields were inserted, so only what is alike is shared:
//
//   bytes      v1 .. v4                          v5 .. v7
//   0          type, 8 bits                      type, 64 bits
//   8          parent's handle                   parent's handle
//   16         rank in the communicator          rank in the communicator
//   24         one of the bodies below           one of the bodies below
//
// The bodies of proxy operation, proxy step and kernel channel are the same in all versions, and
// versions 6 and 7 only append to those of 5. Little-endian, so the low byte of a 64-bit type is
// where version 4 has its type: a descriptor of version 5 read as one of version 4 is right for
// every event that version 4 knows. The chained profiler relies on it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace c4::nccl {

inline constexpr int kSuccess = 0;
inline constexpr int kInternalError = 3;

enum Event : int {
  kGroup = 1, kColl = 2, kP2p = 4, kProxyOp = 8, kProxyStep = 16, kProxyCtrl = 32, kKernelCh = 64,
  kNetPlugin = 128, kGroupApi = 256, kCollApi = 512, kP2pApi = 1024, kKernelLaunch = 2048,
  kCeColl = 4096, kCeSync = 8192, kCeBatch = 16384, kKernelPhase = 32768,
};

enum State : int {
  kOpSendPosted = 0, kOpSendRemFifoWait = 1, kOpSendTransmitted = 2, kOpSendDone = 3,
  kOpRecvPosted = 4, kOpRecvReceived = 5, kOpRecvTransmitted = 6, kOpRecvDone = 7,
  kStepSendGpuWait = 8, kStepSendWait = 9, kStepRecvWait = 10, kStepRecvFlushWait = 11,
  kStepRecvGpuWait = 12, kCtrlIdle = 13, kCtrlActive = 14, kCtrlSleep = 15, kCtrlWakeup = 16,
  kCtrlAppend = 17, kCtrlAppendEnd = 18, kOpInProgress = 19, kStepSendPeerWait = 20,
  kNetPluginUpdate = 21, kKernelChStop = 22, kGroupStartApiStop = 23, kGroupEndApiStart = 24,
  kKernelPhaseStop = 31,
};

struct Header1 {
  std::uint8_t type;
  void* parent;
  std::int32_t rank;
};
struct Header5 {
  std::uint64_t type;
  void* parent;
  std::int32_t rank;
};
static_assert(offsetof(Header1, parent) == 8 && offsetof(Header1, rank) == 16);
static_assert(offsetof(Header5, parent) == 8 && offsetof(Header5, rank) == 16);
inline constexpr std::size_t kBody = 24;

// ---- the same in every version ----

struct ProxyOpBody {
  std::int32_t pid;
  std::uint8_t channel;
  std::int32_t peer;
  std::int32_t steps;
  std::int32_t chunk_bytes;
  std::int32_t is_send;
};
static_assert(offsetof(ProxyOpBody, channel) == 4 && offsetof(ProxyOpBody, peer) == 8);
static_assert(offsetof(ProxyOpBody, is_send) == 20);

struct ProxyStepBody {
  std::int32_t step;
};
struct KernelChBody {
  std::uint8_t channel;
  std::uint64_t timer;  // from version 4
};
static_assert(offsetof(KernelChBody, timer) == 8);
struct KernelPhaseBody {  // version 7
  std::uint8_t channel, phase;
  const char* name;
  std::uint64_t timer;
};
static_assert(offsetof(KernelPhaseBody, phase) == 1 && offsetof(KernelPhaseBody, timer) == 16);
struct NetPluginBody {
  std::int64_t id;
  void* data;
};

// ---- collectives ----

struct Coll1 {
  const char* name;
  std::uint64_t comm_hash;
  std::uint64_t sequence;
  std::uint8_t function;
  const void* send;
  void* receive;
  std::size_t count;
  std::int32_t root;
  std::uint8_t datatype;
  std::uint32_t reduction;
  std::size_t traffic_bytes;
  std::uint8_t channels, warps, algorithm, protocol;
  std::int32_t is_collnet, is_nvls;
};
static_assert(offsetof(Coll1, function) == 48 - kBody && offsetof(Coll1, datatype) == 84 - kBody);
static_assert(offsetof(Coll1, channels) == 104 - kBody && offsetof(Coll1, is_nvls) == 112 - kBody);
static_assert(sizeof(Coll1) + kBody == 120);

struct Coll2 {
  const char* name;
  std::uint64_t comm_hash;
  std::uint64_t sequence;
  const char* function;
  const void* send;
  void* receive;
  std::size_t count;
  std::int32_t root;
  const char* datatype;
  std::size_t traffic_bytes;
  std::uint8_t channels, warps;
  const char* algorithm;
  const char* protocol;
};
static_assert(offsetof(Coll2, function) == 48 - kBody && offsetof(Coll2, channels) == 104 - kBody);
static_assert(offsetof(Coll2, protocol) == 120 - kBody && sizeof(Coll2) + kBody == 128);

struct Coll3 {
  const char* name;
  std::uint64_t comm_hash;
  std::uint64_t sequence;
  const char* function;
  const void* send;
  void* receive;
  std::size_t count;
  std::int32_t root;
  const char* datatype;
  std::uint8_t channels, warps;
  const char* algorithm;
  const char* protocol;
};
static_assert(offsetof(Coll3, root) == 80 - kBody && offsetof(Coll3, datatype) == 88 - kBody);
static_assert(offsetof(Coll3, channels) == 96 - kBody && sizeof(Coll3) + kBody == 120);

struct Coll4 {
  std::uint64_t sequence;
  const char* function;
  const void* send;
  void* receive;
  std::size_t count;
  std::int32_t root;
  const char* datatype;
  std::uint8_t channels, warps;
  const char* algorithm;
  const char* protocol;
};
static_assert(offsetof(Coll4, count) == 56 - kBody && offsetof(Coll4, datatype) == 72 - kBody);
static_assert(offsetof(Coll4, channels) == 80 - kBody && offsetof(Coll4, algorithm) == 88 - kBody);
static_assert(sizeof(Coll4) + kBody == 104);

struct Coll5 {
  Coll4 common;
  void* parent_group;
};
static_assert(offsetof(Coll5, parent_group) == 104 - kBody);
static_assert(sizeof(Coll5) + kBody == 112);

struct Coll7 {
  Coll5 common;
  const char* kernel_variant;
  bool is_symmetric;
  std::uint64_t user_tag;
};
static_assert(sizeof(Coll7) + kBody == 136);

// ---- point to point ----

struct P2p1 {
  const char* name;
  std::uint64_t comm_hash;
  std::uint8_t function;
  void* buffer;
  std::uint8_t datatype;
  std::size_t count;
  std::int32_t peer;
};
static_assert(offsetof(P2p1, datatype) == 56 - kBody && offsetof(P2p1, peer) == 72 - kBody);

struct P2p2 {
  const char* name;
  std::uint64_t comm_hash;
  const char* function;
  void* buffer;
  const char* datatype;
  std::size_t count;
  std::int32_t peer;
};
static_assert(offsetof(P2p2, function) == 40 - kBody && offsetof(P2p2, peer) == 72 - kBody);

struct P2p4 {
  const char* function;
  void* buffer;
  const char* datatype;
  std::size_t count;
  std::int32_t peer;
  std::uint8_t channels;
};
static_assert(offsetof(P2p4, peer) == 56 - kBody && offsetof(P2p4, channels) == 60 - kBody);

struct P2p5 {
  P2p4 common;
  void* parent_group;
};
static_assert(sizeof(P2p5) == 72 - kBody);

// ---- calls, from version 5 ----

struct GroupApiBody {
  bool is_captured;
  std::int32_t depth;
};
struct CollApiBody {
  const char* function;
  std::size_t count;
  const char* datatype;
  std::int32_t root;
  void* stream;
  bool is_captured;
};
static_assert(offsetof(CollApiBody, root) == 48 - kBody);
static_assert(offsetof(CollApiBody, is_captured) == 64 - kBody);
struct P2pApiBody {
  const char* function;
  std::size_t count;
  const char* datatype;
  void* stream;
  bool is_captured;
};
static_assert(offsetof(P2pApiBody, is_captured) == 56 - kBody);

template <class Header, class Body>
struct Described {
  Header header;
  Body body;
};
using Described5 = Described<Header5, Coll5>;
using Described1 = Described<Header1, Coll1>;
static_assert(offsetof(Described5, body) == kBody && offsetof(Described1, body) == kBody);

// ---- arguments of recordEventState ----

union StateArgs {
  struct {
    std::size_t transferred_bytes;  // v1 to v3: since the operation began
    std::int32_t steps;             // v1 to v3
  } proxy_op;
  struct {
    std::size_t bytes;  // from v4
  } proxy_step;
  struct {
    std::int32_t appended;
  } proxy_ctrl;
};

// ---- the tables that NCCL looks up ----

using Logger = void (*)(int level, unsigned long flags, const char* file, int line,
                        const char* format, ...);
using StartEvent = int (*)(void* context, void** handle, void* descriptor);
using StopEvent = int (*)(void* handle);
using RecordState = int (*)(void* handle, int state, void* args);
using Finalize = int (*)(void* context);

struct Profiler1 {
  const char* name;
  int (*init)(void** context, int* mask);
  StartEvent start_event;
  StopEvent stop_event;
  RecordState record_state;
  Finalize finalize;
};

struct Profiler4 {
  const char* name;
  int (*init)(void** context, int* mask, const char* comm_name, std::uint64_t comm_hash, int nodes,
              int ranks, int rank, Logger logger);
  StartEvent start_event;
  StopEvent stop_event;
  RecordState record_state;
  Finalize finalize;
};

struct Profiler5 {
  const char* name;
  int (*init)(void** context, std::uint64_t comm_id, int* mask, const char* comm_name, int nodes,
              int ranks, int rank, Logger logger);
  StartEvent start_event;
  StopEvent stop_event;
  RecordState record_state;
  Finalize finalize;
};
static_assert(sizeof(Profiler1) == 48 && sizeof(Profiler4) == 48 && sizeof(Profiler5) == 48);

template <class Body>
const Body& body_of(const void* descriptor) noexcept {
  return *reinterpret_cast<const Body*>(static_cast<const unsigned char*>(descriptor) + kBody);
}

inline void* parent_of(const void* descriptor) noexcept {
  return static_cast<const Header5*>(descriptor)->parent;
}

inline std::int32_t rank_of(const void* descriptor) noexcept {
  return static_cast<const Header5*>(descriptor)->rank;
}

/// Before version 5 the seven bytes behind the type are padding of unknown content.
inline int type_of(int version, const void* descriptor) noexcept {
  return version < 5 ? static_cast<const Header1*>(descriptor)->type
                     : static_cast<int>(static_cast<const Header5*>(descriptor)->type);
}

}  // namespace c4::nccl
