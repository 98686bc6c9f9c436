// The event core: what every front-end (NCCL, gloo, MPI, the C API) calls.
//
// Rules of the training path, which is everything here but open, close and the process's end:
// no lock, no allocation, no exception, no system call but the clock. Only the first operation that
// a thread completes is another matter: it claims a ring and notes it for the thread's end. Nothing
// is returned that a caller must check: kNoHandle is accepted everywhere and does nothing, so a
// hook that is off, silenced or full needs no branch in the front-end.
//
// The process file is opened by the first communicator and not by the load of the library, since
// LD_PRELOAD reaches shells and launchers too. All front-ends of a process share one core
// (libc4mon.so), hence one file.
#pragma once

#include <atomic>
#include <cstdint>

#include "clock.h"
#include "handle.h"
#include "layout.h"

#define C4_EXPORT __attribute__((visibility("default")))

namespace c4 {

inline constexpr const char* kHookVersion = "0.1.0";
/// Open operations that are followed per communicator; the newest beyond are counted as dropped.
inline constexpr std::uint32_t kOpenOperationsMax = 1024;

struct OperationState;
struct CommunicatorState;
struct ConnectionState;

enum class Watch : std::uint32_t { kUnopened = 0, kOn = 1, kOff = 2 };

struct alignas(64) Monitor {
  std::atomic<Watch> watch{Watch::kUnopened};
  std::uint32_t nonce = 0;
  bool tsc = false;
  /// The newest generation of the control file that was acted on; pairs with `control`.
  std::atomic<std::uint64_t> seen_generation{0};
  /// As the control file says; kWatchDefault until it says anything.
  std::atomic<std::uint64_t> mask{kWatchDefault};
  /// Raised with each change of `mask`, so that a front-end knows to map it anew.
  std::atomic<std::uint64_t> mask_changes{0};
  const ControlFile* control = nullptr;
  FileHeader* header = nullptr;
  CommunicatorEntry* communicators = nullptr;
  ConnectionEntry* connections = nullptr;
  unsigned char* rings = nullptr;
  CommunicatorState* communicator_states = nullptr;
  OperationState* operation_states = nullptr;
  ConnectionState* connection_states = nullptr;
  std::atomic<std::uint64_t> refine_at_ticks{0};
  ClockCalibration clock{};
};

extern C4_EXPORT Monitor g_monitor;

/// For handles; never 0. The monitor draws its own, a front-end that works without it another.
C4_EXPORT std::uint32_t draw_nonce() noexcept;

inline std::uint64_t now_ticks() noexcept {
#if defined(__x86_64__)
  // The built-in, for <x86intrin.h> is half of what compiling a file here takes.
  if (g_monitor.tsc) [[likely]] return __builtin_ia32_rdtsc();
#endif
  return monotonic_ns();
}

inline bool is_on() noexcept {
  return g_monitor.watch.load(std::memory_order_relaxed) == Watch::kOn;
}

C4_EXPORT void reread_control() noexcept;

/// Whether events of this kind are wanted now. One relaxed load finds a changed control file.
inline bool watches(std::uint64_t bits) noexcept {
  if (!is_on()) return false;
  // Relaxed: pairs with the agent's store; the mask is read again behind an acquire if it differs.
  if (g_monitor.control->generation.load(std::memory_order_relaxed) !=
      g_monitor.seen_generation.load(std::memory_order_relaxed)) [[unlikely]] {
    reread_control();
  }
  return (g_monitor.mask.load(std::memory_order_relaxed) & bits) != 0;
}

/// What the file says about who writes it. Only the first front-end of a process is named.
struct FrontEnd {
  Framework framework = Framework::kUnknown;
  const char* library = "";       // such as "nccl abi 6"
  std::uint32_t abi_version = 0;  // NCCL's profiler ABI; 0 elsewhere
};

/// Opens the process file if need be. False: the hook is off, for good, and has said why once.
C4_EXPORT bool ensure_open(const FrontEnd& front_end) noexcept;

// ---- communicators ----

struct CommunicatorIdentity {
  std::uint64_t id = 0;
  std::int32_t rank = -1;
  std::int32_t size = -1;  // -1: the library does not tell
  std::int32_t nodes = -1;
  const char* name = nullptr;  // may be null
};

/// Members of the largest communicator that readers believe in.
inline constexpr std::int32_t kRanksMax = 1 << 20;

/// A size that no communicator has is written as one that was not told. A rank outside the size
/// opens nothing, and is counted as dropped: readers refuse a whole file that has such a one.
C4_EXPORT Handle communicator_open(const FrontEnd& front_end,
                                   const CommunicatorIdentity& identity) noexcept;
/// Work in flight stays visible as open operations of a closed communicator.
C4_EXPORT void communicator_close(Handle communicator) noexcept;
/// The entry, or null for a stale or foreign handle (which is not counted: the caller knows why).
C4_EXPORT CommunicatorEntry* communicator_of(Handle communicator) noexcept;

// ---- operations ----

struct OperationIdentity {
  Function function = Function::kUnknown;
  Datatype datatype = Datatype::kUnknown;
  std::uint8_t channels = 0;
  std::uint8_t flags = 0;
  std::int32_t peer = -1;  // root, or the peer of a send or receive
  std::uint64_t sequence = 0;
  std::uint64_t bytes = 0;
};

/// The program called. The order of these calls is the communicator's own order of operations.
C4_EXPORT Handle operation_begin(Handle communicator, const OperationIdentity& identity,
                                 std::uint64_t ticks) noexcept;
/// Its first transfer or kernel began. Only the first call counts.
C4_EXPORT void operation_start(Handle operation, std::uint64_t ticks) noexcept;
/// It is complete. A second call is a bad handle.
C4_EXPORT void operation_end(Handle operation, std::uint64_t ticks) noexcept;
/// Ordinal of the operation, 0 for a stale handle.
C4_EXPORT std::uint64_t operation_ordinal(Handle operation) noexcept;

// ---- connections: see connections.h for transfers ----

struct ConnectionIdentity {
  std::int32_t peer = -1;
  std::uint16_t channel = 0;
  Direction direction = Direction::kSend;
  Transport transport = Transport::kUnknown;
  std::uint32_t local_port = 0;
  std::uint32_t remote_port = 0;
};

/// Finds the connection of (communicator, peer, channel, direction) or opens it. To a peer that no
/// communicator has it opens none, and counts it as dropped.
C4_EXPORT Handle connection_open(Handle communicator, const ConnectionIdentity& identity) noexcept;
C4_EXPORT void connection_close(Handle connection) noexcept;

// ---- the program's own words ----

C4_EXPORT void declare_phase(Phase phase) noexcept;
C4_EXPORT void declare_step(std::uint64_t step) noexcept;

/// The transport's own thread went round once more: what a process that stands still cannot do,
/// however it waits. Only where a front-end can see such a loop.
inline void beat() noexcept {
  // Acquire: pairs with the release of ensure_open. That loop holds no handle, which elsewhere says
  // that the file is open, and may turn while another thread opens it.
  if (g_monitor.watch.load(std::memory_order_acquire) != Watch::kOn) return;
  g_monitor.header->beat_ticks.store(now_ticks(), std::memory_order_relaxed);
}

// ---- trouble and the end ----

/// Keeps the first message in the file. Never logs.
C4_EXPORT void note_error(const char* message) noexcept;
/// One line to stderr per process and no more.
C4_EXPORT void log_once(const char* message, const char* detail) noexcept;
/// The first of these calls is kept: a normal finish that is announced outlives exit's own word.
C4_EXPORT void record_end(EndKind kind, std::int32_t code, const char* reason) noexcept;

inline void count(Counter& counter) noexcept { counter.fetch_add(1, std::memory_order_relaxed); }
inline void count_bad_handle() noexcept {
  if (is_on()) count(g_monitor.header->bad_handles);
}

}  // namespace c4
