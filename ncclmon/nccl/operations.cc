#include "operations.h"

#include "core/state.h"
#include "progress.h"
#include "proxies.h"

namespace c4::nccl {
namespace {

// So much later an operation must have come for an older, quiet one to be taken for complete.
constexpr std::uint64_t kLearnAfterDone = 16;
constexpr std::uint64_t kLearnAfterBegun = 64;
constexpr std::uint32_t kVisitsMax = 8;
constexpr std::uint32_t kChannelsMax = 64;

// Words of OperationState::front_end.
constexpr std::size_t kProgressWord = 0;
constexpr std::size_t kKernelsWord = 1;    // one bit per channel whose kernel runs
constexpr std::size_t kLastChildWord = 2;  // ticks
// Words of CommunicatorState::front_end: one bit per function.
constexpr std::size_t kLenientWord = 0;
constexpr std::size_t kChildlessWord = 1;
constexpr std::size_t kSeenChildWord = 2;
constexpr std::size_t kCursorWord = 3;  // an ordinal, not bits

std::uint64_t bit_of(std::uint64_t function) noexcept {
  return std::uint64_t{1} << (function & 63);
}

std::uint64_t function_bit(const OperationState& state) noexcept {
  return bit_of(state.kind.load(std::memory_order_relaxed) & 0xFF);
}

std::atomic<std::uint64_t>& learnt(Handle operation, std::size_t word) noexcept {
  const std::uint32_t index = handle_index(operation) / kOpenOperationsMax;
  return g_monitor.communicator_states[index].front_end[word];
}

Handle handle_of_record(std::uint32_t index) noexcept {
  const std::uint32_t generation =
      g_monitor.operation_states[index].generation.load(std::memory_order_acquire);
  return make_handle(g_monitor.nonce, HandleKind::kOperation, generation, index);
}

// Changes the word and ends the operation if this change completed it. acq_rel: who completes it
// sees what the other children wrote before.
template <class Change>
bool advance(OperationState& state, Change change) noexcept {
  auto& word = state.front_end[kProgressWord];
  std::uint64_t before = word.load(std::memory_order_relaxed);
  for (;;) {
    Progress after{before};
    if (after.has(Progress::kComplete)) return false;
    change(after.word);
    const bool completes = after.is_done();
    if (completes) after.word |= Progress::kComplete;
    if (word.compare_exchange_weak(before, after.word, std::memory_order_acq_rel,
                                   std::memory_order_relaxed)) {
      return completes;
    }
  }
}

std::uint64_t end_of(const OperationState& state, std::uint64_t otherwise) noexcept {
  const std::uint64_t last = state.front_end[kLastChildWord].load(std::memory_order_relaxed);
  return last != 0 ? last : otherwise;
}

// Takes an old operation for complete if it is quiet; see progress.h. True: it is over.
bool settle(Handle handle, OperationState& older, bool newer_is_done) noexcept {
  const Progress progress{older.front_end[kProgressWord].load(std::memory_order_acquire)};
  if (progress.has(Progress::kComplete)) return true;
  if (!progress.is_quiet()) return false;
  const std::uint64_t function = function_bit(older);
  const bool is_childless = !progress.has_children();
  const bool had_children =
      (learnt(handle, kSeenChildWord).load(std::memory_order_relaxed) & function) != 0;
  if (!newer_is_done && (!is_childless || had_children)) return false;
  learnt(handle, is_childless ? kChildlessWord : kLenientWord)
      .fetch_or(function, std::memory_order_relaxed);
  const std::uint64_t excuse = is_childless ? Progress::kChildless : Progress::kLenient;
  if (advance(older, [=](std::uint64_t& word) { word |= excuse; })) {
    operation_end(handle, end_of(older, older.enqueue_ticks.load(std::memory_order_relaxed)));
  }
  return true;
}

// Walks on from the oldest operation that was still open at the last visit, a few at a time.
void learn_from_older(Handle operation, std::uint64_t distance, bool newer_is_done) noexcept {
  const std::uint64_t newest = operation_ordinal(operation);
  auto& cursor = learnt(operation, kCursorWord);
  std::uint64_t ordinal = cursor.load(std::memory_order_relaxed) + 1;
  const std::uint64_t from = ordinal;
  const std::uint32_t base = handle_index(operation) / kOpenOperationsMax * kOpenOperationsMax;
  for (std::uint32_t visit = 0; visit < kVisitsMax && ordinal + distance <= newest; ++visit) {
    const std::uint32_t index =
        base + static_cast<std::uint32_t>(ordinal & (kOpenOperationsMax - 1));
    OperationState& older = g_monitor.operation_states[index];
    const bool is_open = older.open.load(std::memory_order_acquire) == Open::kOpen &&
                         older.ordinal.load(std::memory_order_relaxed) == ordinal;
    if (is_open && !settle(handle_of_record(index), older, newer_is_done)) break;
    ++ordinal;
  }
  if (ordinal != from) cursor.store(ordinal - 1, std::memory_order_relaxed);
}

void finish(Handle operation, std::uint64_t ticks) noexcept {
  learn_from_older(operation, kLearnAfterDone, true);
  operation_end(operation, ticks);
}

std::uint64_t first_word(const Begin& begin, const Call& call, Handle operation) noexcept {
  const std::uint64_t function = bit_of(static_cast<std::uint64_t>(call.operation.function));
  std::uint64_t word = 0;
  if (begin.kernels_watched) word |= Progress::kKernelsWatched;
  if (call.kernels_are_uncertain ||
      (learnt(operation, kLenientWord).load(std::memory_order_relaxed) & function) != 0) {
    word |= Progress::kLenient;
  }
  const CommunicatorEntry& entry = g_monitor.communicators[handle_index(begin.communicator)];
  const bool stays_inside = entry.nodes == 1 && !begin.kernels_watched;
  if (stays_inside ||
      (learnt(operation, kChildlessWord).load(std::memory_order_relaxed) & function) != 0) {
    word |= Progress::kChildless;
  }
  return word + call.operation.channels * Progress::kOneExpected;
}

}  // namespace

Handle begin_call(const Begin& begin, const Call& call) noexcept {
  OperationIdentity identity = call.operation;
  if (begin.is_captured) identity.flags |= kOperationGraph;
  if (begin.caller_datatype != Datatype::kUnknown) identity.datatype = begin.caller_datatype;
  const std::uint64_t ticks = now_ticks();
  const Handle operation = operation_begin(begin.communicator, identity, ticks);
  if (operation == kNoHandle) return kNoHandle;
  // Nobody else has the handle yet.
  g_monitor.operation_states[handle_index(operation)].front_end[kProgressWord].store(
      first_word(begin, call, operation), std::memory_order_release);
  learn_from_older(operation, kLearnAfterBegun, false);
  return operation;
}

void call_enqueued(Handle operation) noexcept {
  OperationState* state = operation_of(operation);
  if (state == nullptr) return count_bad_handle();
  // An operation that its children completed is over; this stop then only is late.
  const bool completes =
      advance(*state, [](std::uint64_t& word) { word |= Progress::kEnqueued; });
  if (completes) finish(operation, end_of(*state, now_ticks()));
}

bool child_started(Handle operation, std::uint64_t delta, std::uint64_t ticks) noexcept {
  OperationState* state = operation_of(operation);
  if (state == nullptr) {
    count_bad_handle();
    return false;
  }
  bool is_in_time = false;  // not if the operation is complete: then nothing is changed
  advance(*state, [&](std::uint64_t& word) {
    constexpr std::uint64_t marks = Progress::kProxySeen | Progress::kKernelSeen;
    is_in_time = true;
    word = (word + (delta & ~marks)) | (delta & marks);
  });
  const std::uint64_t function = function_bit(*state);
  auto& seen = learnt(operation, kSeenChildWord);
  if ((seen.load(std::memory_order_relaxed) & function) == 0) {
    seen.fetch_or(function, std::memory_order_relaxed);
  }
  if (!is_in_time) {
    // The program was far ahead of NCCL's progress and the function was taken for childless. It is
    // not: left so, all its operations to come, a hung one too, would be complete when enqueued.
    auto& childless = learnt(operation, kChildlessWord);
    if ((childless.load(std::memory_order_relaxed) & function) != 0) {
      childless.fetch_and(~function, std::memory_order_relaxed);
    }
    return false;
  }
  operation_start(operation, ticks);
  return true;
}

void child_stopped(Handle operation, std::uint64_t less, std::uint64_t more,
                   std::uint64_t ticks) noexcept {
  OperationState* state = operation_of(operation);
  if (state == nullptr) return count_bad_handle();
  state->front_end[kLastChildWord].store(ticks, std::memory_order_relaxed);
  if (advance(*state, [=](std::uint64_t& word) { word = word - less + more; })) {
    finish(operation, ticks);
  }
}

// Kernel handles: the operation's index and the channel; the operation's generation.
Handle start_kernel(Handle operation, std::uint8_t channel) noexcept {
  OperationState* state = operation_of(operation);
  if (state == nullptr || channel >= kChannelsMax) {
    count_bad_handle();
    return kNoHandle;
  }
  const std::uint64_t bit = std::uint64_t{1} << channel;
  if ((state->front_end[kKernelsWord].fetch_or(bit, std::memory_order_acq_rel) & bit) != 0) {
    count_bad_handle();
    return kNoHandle;
  }
  if (!child_started(operation, Progress::kOneRunning | Progress::kKernelSeen, now_ticks())) {
    return kNoHandle;
  }
  return make_handle(g_monitor.nonce, HandleKind::kKernel, handle_generation(operation),
                     handle_index(operation) * kChannelsMax + channel);
}

void stop_kernel(Handle kernel) noexcept {
  const Handle operation =
      make_handle(g_monitor.nonce, HandleKind::kOperation, handle_generation(kernel),
                  handle_index(kernel) / kChannelsMax);
  OperationState* state = operation_of(operation);
  if (state == nullptr) return count_bad_handle();
  const std::uint64_t bit = std::uint64_t{1} << (handle_index(kernel) % kChannelsMax);
  if ((state->front_end[kKernelsWord].fetch_and(~bit, std::memory_order_acq_rel) & bit) == 0) {
    return count_bad_handle();
  }
  child_stopped(operation, Progress::kOneRunning, Progress::kOneStopped, now_ticks());
}

}  // namespace c4::nccl
