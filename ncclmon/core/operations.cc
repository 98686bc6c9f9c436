// Operations: begun, started, ended; totals; the slots that show what is open.
//
// A program may call far ahead of the device: hundreds of operations are open and the file has 64
// slots. Each open operation therefore has a private record (kOpenOperationsMax of them), and the
// slots show the *oldest* open ones, since the oldest is what names a hang: operation n shows in
// slot n mod 64 and is never displaced while it is open; when it ends, its slot goes to the oldest
// of n + 64, n + 128, ... that is open already.
//
// Who may write a slot: whoever exchanged `slot_owner` from free (or from an ordinal that ended)
// to ordinal | kFilling. Begin and end of different operations meet here on different threads:
//
//   begin(n + 64):  publish record, then take the slot if it is free
//   end(n):         hand the slot on, or free it and then look whether a later record is there
//
// Both do the first before the second in one total order (seq_cst), so at least one of them sees
// the other and the slot is never left to nobody.
#include "state.h"

namespace c4 {
namespace {

constexpr std::uint64_t kFilling = std::uint64_t{1} << 63;
constexpr std::uint64_t kRefineEveryTicks = std::uint64_t{1} << 31;  // about a second

std::uint64_t pack(const OperationIdentity& identity) noexcept {
  return static_cast<std::uint64_t>(identity.function) |
         static_cast<std::uint64_t>(identity.datatype) << 8 |
         static_cast<std::uint64_t>(identity.channels) << 16 |
         static_cast<std::uint64_t>(identity.flags) << 24 |
         static_cast<std::uint64_t>(static_cast<std::uint32_t>(identity.peer)) << 32;
}

Function function_of(std::uint64_t kind) noexcept {
  const auto value = static_cast<std::uint8_t>(kind);
  return value < kFunctionCount ? static_cast<Function>(value) : Function::kOther;
}

OperationState& record_of(std::uint32_t communicator, std::uint64_t ordinal) noexcept {
  return g_monitor.operation_states[communicator * kOpenOperationsMax +
                                    (ordinal & (kOpenOperationsMax - 1))];
}

void write_slot(OperationSlot& slot, const OperationState& state, std::uint64_t ordinal) noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  // 0 = being written: a reader that copies meanwhile sees the ticket change.
  slot.ticket.store(0, relaxed);
  std::atomic_thread_fence(std::memory_order_release);
  const std::uint64_t kind = state.kind.load(relaxed);
  slot.function = function_of(kind);
  slot.datatype = static_cast<Datatype>(kind >> 8 & 0xFF);
  slot.channels = static_cast<std::uint8_t>(kind >> 16);
  slot.flags = static_cast<std::uint8_t>(kind >> 24);
  slot.peer = static_cast<std::int32_t>(kind >> 32);
  slot.sequence = state.sequence.load(relaxed);
  slot.bytes = state.bytes.load(relaxed);
  slot.enqueue_ticks = state.enqueue_ticks.load(relaxed);
  slot.start_ticks.store(state.start_ticks.load(relaxed), relaxed);
  slot.end_ticks.store(0, relaxed);
  slot.ticket.store(ordinal, std::memory_order_release);
}

bool is_open_as(const OperationState& state, std::uint64_t ordinal) noexcept {
  return state.open.load() == Open::kOpen &&
         state.ordinal.load(std::memory_order_relaxed) == ordinal;
}

// The oldest open operation from `ordinal` on that belongs to its slot; 0 if there is none.
std::uint64_t next_open(std::uint32_t communicator, std::uint64_t ordinal) noexcept {
  const std::uint64_t newest = g_monitor.communicators[communicator].started.load();
  const std::uint64_t last =
      newest < ordinal + kOpenOperationsMax ? newest : ordinal + kOpenOperationsMax;
  for (; ordinal <= last; ordinal += kOperationSlots) {
    if (is_open_as(record_of(communicator, ordinal), ordinal)) return ordinal;
  }
  return 0;
}

// The caller holds kFilling, and `ordinal` is the first that the slot may show. Returns when the
// slot shows an open operation, or is free and nobody is left out. Each round goes on to a later
// operation, so the rounds are bounded by those that are open.
void hand_on(std::uint32_t communicator, std::uint64_t ordinal) noexcept {
  const std::uint32_t index = ordinal & (kOperationSlots - 1);
  OperationSlot& slot = g_monitor.communicators[communicator].operations[index];
  std::atomic<std::uint64_t>& owner =
      g_monitor.communicator_states[communicator].slot_owner[index];
  for (;;) {
    std::uint64_t next = next_open(communicator, ordinal);
    if (next == 0) {
      owner.store(0);
      next = next_open(communicator, ordinal);
      std::uint64_t free = 0;
      if (next == 0 || !owner.compare_exchange_strong(free, next | kFilling)) return;
    }
    OperationState& state = record_of(communicator, next);
    write_slot(slot, state, next);
    owner.store(next);
    // The start may have come between our copy and the release of the slot.
    slot.start_ticks.store(state.start_ticks.load(std::memory_order_relaxed),
                           std::memory_order_relaxed);
    if (is_open_as(state, next)) return;
    // It ended while it was being written: its thread saw kFilling and left the rest to us, or
    // takes the slot from here on itself.
    std::uint64_t shown = next;
    if (!owner.compare_exchange_strong(shown, next | kFilling)) return;
    slot.end_ticks.store(state.end_ticks.load(std::memory_order_relaxed),
                         std::memory_order_release);
    ordinal = next + kOperationSlots;
  }
}

void show(std::uint32_t communicator, std::uint64_t ordinal) noexcept {
  const std::uint32_t index = ordinal & (kOperationSlots - 1);
  std::uint64_t free = 0;
  if (g_monitor.communicator_states[communicator].slot_owner[index].compare_exchange_strong(
          free, ordinal | kFilling)) {
    hand_on(communicator, ordinal);
  }
}

void conceal(std::uint32_t communicator, std::uint64_t ordinal, std::uint64_t ticks) noexcept {
  const std::uint32_t index = ordinal & (kOperationSlots - 1);
  std::uint64_t shown = ordinal;
  // Not shown, or being written: then there is nothing to do, or its writer does it.
  if (!g_monitor.communicator_states[communicator].slot_owner[index].compare_exchange_strong(
          shown, ordinal | kFilling)) {
    return;
  }
  g_monitor.communicators[communicator].operations[index].end_ticks.store(
      ticks, std::memory_order_release);
  hand_on(communicator, ordinal + kOperationSlots);
}

// Once a second the clock's rate is measured anew, so that ages stay right for weeks.
void refine_clock(std::uint64_t ticks) noexcept {
  std::uint64_t due = g_monitor.refine_at_ticks.load(std::memory_order_relaxed);
  if (ticks < due || !g_monitor.tsc) return;
  if (!g_monitor.refine_at_ticks.compare_exchange_strong(due, ticks + kRefineEveryTicks,
                                                         std::memory_order_relaxed)) {
    return;
  }
  const std::uint64_t multiplier = refined_multiplier(g_monitor.clock);
  if (multiplier == 0) return;
  std::atomic_ref(g_monitor.header->clock_multiplier).store(multiplier, std::memory_order_relaxed);
}

// Followed by nobody, it must not look open for ever: it counts as begun and as ended.
Handle drop(CommunicatorEntry& entry, FunctionTotals& totals) noexcept {
  count(g_monitor.header->operations_dropped);
  count(entry.completed);
  count(totals.completed);
  return kNoHandle;
}

void fill(OperationState& state, const OperationIdentity& identity, std::uint64_t ordinal,
          std::uint64_t ticks) noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  state.ordinal.store(ordinal, relaxed);
  state.kind.store(pack(identity), relaxed);
  state.sequence.store(identity.sequence, relaxed);
  state.bytes.store(identity.bytes, relaxed);
  state.enqueue_ticks.store(ticks, relaxed);
  state.start_ticks.store(0, relaxed);
  state.end_ticks.store(0, relaxed);
  for (auto& word : state.front_end) word.store(0, relaxed);
}

void record_in_ring(const CommunicatorEntry& entry, const OperationState& state) noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  RingHeader* ring = ring_of_this_thread();
  if (ring == nullptr) return;
  const std::uint64_t kind = state.kind.load(relaxed);
  OperationRecord record{};
  record.communicator_id = entry.id;
  record.ordinal = state.ordinal.load(relaxed);
  record.bytes = state.bytes.load(relaxed);
  record.enqueue_ticks = state.enqueue_ticks.load(relaxed);
  record.start_ticks = state.start_ticks.load(relaxed);
  record.end_ticks = state.end_ticks.load(relaxed);
  record.function = function_of(kind);
  record.datatype = static_cast<Datatype>(kind >> 8 & 0xFF);
  record.flags = static_cast<std::uint8_t>(kind >> 24);
  publish(*ring, record);
}

void add_totals(CommunicatorEntry& entry, const OperationState& state,
                std::uint64_t ticks) noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  FunctionTotals& totals =
      entry.functions[static_cast<std::size_t>(function_of(state.kind.load(relaxed)))];
  const std::uint64_t started = state.start_ticks.load(relaxed);
  const std::uint64_t begun = started != 0 ? started : state.enqueue_ticks.load(relaxed);
  totals.bytes.fetch_add(state.bytes.load(relaxed), relaxed);
  if (ticks > begun) totals.busy_ticks.fetch_add(ticks - begun, relaxed);
  totals.last_end_ticks.store(ticks, relaxed);
  totals.completed.fetch_add(1, relaxed);
  entry.last_end_ticks.store(ticks, relaxed);
  // Release, last: a reader that counts it finds its totals.
  entry.completed.fetch_add(1, std::memory_order_release);
}

// The wall time with any operation under way. Two threads that meet at the edge of such a stretch
// may blur it by their few nanoseconds; it never runs backwards.

void enter(std::uint32_t communicator, std::uint64_t ticks) noexcept {
  CommunicatorState& state = g_monitor.communicator_states[communicator];
  if (state.under_way.fetch_add(1, std::memory_order_acq_rel) == 0) {
    g_monitor.communicators[communicator].occupied_since_ticks.store(ticks,
                                                                     std::memory_order_relaxed);
  }
}

void leave(std::uint32_t communicator, std::uint64_t ticks) noexcept {
  CommunicatorState& state = g_monitor.communicator_states[communicator];
  CommunicatorEntry& entry = g_monitor.communicators[communicator];
  // Read before the count falls: afterwards another thread may begin the next stretch here, which
  // the exchange below then leaves alone.
  std::uint64_t since = entry.occupied_since_ticks.load(std::memory_order_relaxed);
  if (state.under_way.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  const std::uint64_t from = since;
  entry.occupied_since_ticks.compare_exchange_strong(since, 0, std::memory_order_relaxed);
  if (from == 0 || ticks <= from) return;
  entry.occupied_ticks.fetch_add(ticks - from, std::memory_order_relaxed);
}

}  // namespace

Handle operation_begin(Handle communicator, const OperationIdentity& identity,
                       std::uint64_t ticks) noexcept {
  if (communicator == kNoHandle || !watches(kWatchOperations)) return kNoHandle;
  CommunicatorEntry* entry = communicator_of(communicator);
  if (entry == nullptr) {
    count_bad_handle();
    return kNoHandle;
  }
  refine_clock(ticks);
  const std::uint32_t index = handle_index(communicator);
  const std::uint64_t ordinal = entry->started.fetch_add(1) + 1;  // seq_cst, see next_open
  FunctionTotals& totals =
      entry->functions[static_cast<std::size_t>(function_of(pack(identity)))];
  count(totals.started);
  totals.last_start_ticks.store(ticks, std::memory_order_relaxed);
  entry->last_start_ticks.store(ticks, std::memory_order_relaxed);
  OperationState& state = record_of(index, ordinal);
  if (state.open.load(std::memory_order_acquire) != Open::kFree) return drop(*entry, totals);
  fill(state, identity, ordinal, ticks);
  const std::uint32_t generation = state.generation.load(std::memory_order_relaxed) + 1;
  state.generation.store(generation, std::memory_order_release);
  state.open.store(Open::kOpen);  // seq_cst, see the top of this file
  show(index, ordinal);
  return make_handle(g_monitor.nonce, HandleKind::kOperation, generation,
                     index * kOpenOperationsMax +
                         static_cast<std::uint32_t>(ordinal & (kOpenOperationsMax - 1)));
}

void operation_start(Handle operation, std::uint64_t ticks) noexcept {
  if (operation == kNoHandle || !is_on()) return;
  OperationState* state = operation_of(operation);
  if (state == nullptr) return count_bad_handle();
  std::uint64_t unset = 0;
  if (state->start_ticks.load(std::memory_order_relaxed) != 0) return;
  if (!state->start_ticks.compare_exchange_strong(unset, ticks)) return;
  const std::uint64_t ordinal = state->ordinal.load(std::memory_order_relaxed);
  const std::uint32_t communicator = communicator_index_of_operation(handle_index(operation));
  enter(communicator, ticks);
  const std::uint32_t index = ordinal & (kOperationSlots - 1);
  // Not the owner: it is not shown, or its writer copies the start once more when it is done.
  if (g_monitor.communicator_states[communicator].slot_owner[index].load() != ordinal) return;
  g_monitor.communicators[communicator].operations[index].start_ticks.store(
      ticks, std::memory_order_relaxed);
}

void operation_end(Handle operation, std::uint64_t ticks) noexcept {
  if (operation == kNoHandle || !is_on()) return;
  OperationState* state = operation_of(operation);
  Open open = Open::kOpen;
  if (state == nullptr || !state->open.compare_exchange_strong(open, Open::kEnding)) {
    return count_bad_handle();
  }
  const std::uint32_t communicator = communicator_index_of_operation(handle_index(operation));
  CommunicatorEntry& entry = g_monitor.communicators[communicator];
  const std::uint64_t ordinal = state->ordinal.load(std::memory_order_relaxed);
  state->end_ticks.store(ticks);
  if (state->start_ticks.load(std::memory_order_relaxed) != 0) leave(communicator, ticks);
  add_totals(entry, *state, ticks);
  record_in_ring(entry, *state);
  conceal(communicator, ordinal, ticks);
  // Release: the next operation of this record begins after all of the above.
  state->open.store(Open::kFree, std::memory_order_release);
}

std::uint64_t operation_ordinal(Handle operation) noexcept {
  const OperationState* state = is_on() ? operation_of(operation) : nullptr;
  return state == nullptr ? 0 : state->ordinal.load(std::memory_order_relaxed);
}

}  // namespace c4
