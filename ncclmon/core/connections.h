// Transfers, and the time spent waiting for them, in O(1) per event.
//
// A connection has at most one wait at a time, and it follows from three numbers: how many steps
// wait for the own device, how many are ready but not posted, how many are posted but not done.
// The oldest obstacle wins: posted and not done means the network is at work, else ready and not
// posted means the peer gave no credit, else the device has not produced. Any number of steps in
// flight is one wait, so its time is wall time and not a sum over steps, and an event that changes
// no number (a repeated poll) changes nothing but a counter of polls.
//
//   send      gpu --ready--> peer --posted--> network --done--> none
//   receive   gpu --ready--> data --done--> none (or gpu again, until the device took the data)
//
// A call may skip levels: `done` without `posted` counts both. Nothing can go below zero.
//
// Two flavours. NCCL drives a connection from one progress thread: plain load and store. Others
// may call from several threads: then the three numbers live in one word that is exchanged whole,
// so that exactly one thread sees each change of the wait.
#pragma once

#include "monitor.h"

namespace c4 {

/// Private to the process; the file shows what follows from it.
struct alignas(64) ConnectionState {
  std::atomic<std::uint64_t> lane{0};  // three fields of 21 bits, see Lane
  std::atomic<std::uint32_t> generation{0};
  std::atomic<std::uint32_t> claimed{0};
  std::uint64_t key = 0;
  std::uint32_t key_slot = 0;
};

struct Lane {
  std::uint64_t word;

  static constexpr std::uint64_t kField = (std::uint64_t{1} << 21) - 1;
  static constexpr std::uint64_t kGpu = 1;
  static constexpr std::uint64_t kReady = std::uint64_t{1} << 21;
  static constexpr std::uint64_t kPosted = std::uint64_t{1} << 42;

  std::uint64_t gpu() const noexcept { return word & kField; }
  std::uint64_t ready() const noexcept { return (word >> 21) & kField; }
  std::uint64_t posted() const noexcept { return (word >> 42) & kField; }
};

inline Wait wait_of(Lane lane, Direction direction) noexcept {
  if (direction == Direction::kSend) {
    if (lane.posted() != 0) return Wait::kNetwork;
    if (lane.ready() != 0) return Wait::kPeer;
  } else if (lane.word >> 21 != 0) {
    return Wait::kData;
  }
  return lane.gpu() != 0 ? Wait::kGpu : Wait::kNone;
}

/// For a connection that one thread drives at a time.
struct Exclusive {
  static constexpr bool kOneThread = true;
  static void add(Counter& counter, std::uint64_t value) noexcept {
    counter.store(counter.load(std::memory_order_relaxed) + value, std::memory_order_relaxed);
  }
  static std::uint64_t exchange(Counter& counter, std::uint64_t value) noexcept {
    const std::uint64_t old = counter.load(std::memory_order_relaxed);
    counter.store(value, std::memory_order_relaxed);
    return old;
  }
  static bool replace(std::atomic<std::uint64_t>& lane, std::uint64_t&, std::uint64_t to) noexcept {
    lane.store(to, std::memory_order_relaxed);
    return true;
  }
};

/// For a connection that several threads drive.
struct Shared {
  static void add(Counter& counter, std::uint64_t value) noexcept {
    counter.fetch_add(value, std::memory_order_relaxed);
  }
  static std::uint64_t exchange(Counter& counter, std::uint64_t value) noexcept {
    return counter.exchange(value, std::memory_order_relaxed);
  }
  static bool replace(std::atomic<std::uint64_t>& lane, std::uint64_t& from,
                      std::uint64_t to) noexcept {
    // seq_cst: pairs with the second load of `lane` in change_wait.
    return lane.compare_exchange_weak(from, to);
  }
};

struct Transfer {
  ConnectionEntry& entry;
  ConnectionState& state;
};

inline Counter* wait_counter(ConnectionEntry& entry, Wait wait) noexcept {
  switch (wait) {
    case Wait::kGpu: return &entry.wait_gpu_ticks;
    case Wait::kPeer: return &entry.wait_peer_ticks;
    case Wait::kNetwork: return &entry.wait_network_ticks;
    case Wait::kData: return &entry.wait_data_ticks;
    case Wait::kNone: break;
  }
  return nullptr;
}

template <class Flavour>
void leave_wait(ConnectionEntry& entry, Wait wait, std::uint64_t since,
                std::uint64_t ticks) noexcept {
  Counter* total = wait_counter(entry, wait);
  if (total == nullptr || ticks <= since) return;
  const std::uint64_t waited = ticks - since;
  Flavour::add(*total, waited);
  if (waited > entry.longest_wait_ticks.load(std::memory_order_relaxed)) {
    entry.longest_wait_ticks.store(waited, std::memory_order_relaxed);
  }
}

template <class Flavour>
void change_wait(Transfer at, Wait from, Wait to, std::uint64_t ticks) noexcept {
  ConnectionEntry& entry = at.entry;
  const std::uint64_t since = Flavour::exchange(entry.wait_since_ticks, ticks);
  leave_wait<Flavour>(entry, from, since, ticks);
  if (to != Wait::kNone) Flavour::add(entry.waits, 1);
  if constexpr (requires { Flavour::kOneThread; }) {
    entry.wait.store(to, std::memory_order_relaxed);
    return;
  }
  // Two threads may store in the wrong order; the later of them looks again. seq_cst store and
  // load: pairs with the exchange of the lane, or a wait that is over could stay on show.
  Wait shown = to;
  for (;;) {
    entry.wait.store(shown);
    const Wait newest = wait_of(Lane{at.state.lane.load()}, entry.direction);
    if (newest == shown) return;
    shown = newest;
  }
}

/// The steps of one event: taken from fields of the lane (missing ones are implied), put to others.
template <class Flavour, class Step>
void move_lane(Transfer at, std::uint64_t ticks, Step step) noexcept {
  std::uint64_t before = at.state.lane.load(std::memory_order_relaxed);
  std::uint64_t after;
  do {
    after = step(Lane{before});
  } while (!Flavour::replace(at.state.lane, before, after));
  const Wait from = wait_of(Lane{before}, at.entry.direction);
  const Wait to = wait_of(Lane{after}, at.entry.direction);
  if (from != to) change_wait<Flavour>(at, from, to, ticks);
}

/// A caller that never says `done` must not overflow one number into the next.
inline std::uint64_t room(std::uint64_t field, std::uint64_t steps) noexcept {
  return field + steps <= Lane::kField / 2 ? steps : 0;
}

inline std::uint64_t least(std::uint64_t left, std::uint64_t right) noexcept {
  return left < right ? left : right;
}

/// What one event moves. `first_told`: the size was not known at the earlier levels (NCCL tells it
/// when a send is posted and when a receive is done) and counts there now, so that a reader always
/// finds ready >= posted >= done.
struct Amount {
  std::uint64_t steps = 1;
  std::uint64_t bytes = 0;
  bool first_told = false;
  bool to_device = false;  // done, and now waiting for the device to take the data
};

/// Steps begin to wait for the own device (or its buffer).
template <class Flavour>
void transfer_waits_for_device(Transfer at, std::uint64_t steps, std::uint64_t ticks) noexcept {
  move_lane<Flavour>(at, ticks, [=](Lane lane) {
    return lane.word + room(lane.gpu(), steps) * Lane::kGpu;
  });
}

/// The device took what was received.
template <class Flavour>
void transfer_taken(Transfer at, std::uint64_t steps, std::uint64_t ticks) noexcept {
  move_lane<Flavour>(at, ticks,
                     [=](Lane lane) { return lane.word - least(lane.gpu(), steps) * Lane::kGpu; });
}

/// The data, or the buffer to receive into, is there.
template <class Flavour>
void transfer_ready(Transfer at, Amount amount, std::uint64_t ticks) noexcept {
  const std::uint64_t steps = amount.steps;
  Flavour::add(at.entry.ready_steps, steps);
  if (amount.bytes != 0) Flavour::add(at.entry.ready_bytes, amount.bytes);
  at.entry.last_ready_ticks.store(ticks, std::memory_order_relaxed);
  move_lane<Flavour>(at, ticks, [=](Lane lane) {
    return lane.word - least(lane.gpu(), steps) * Lane::kGpu +
           room(lane.ready(), steps) * Lane::kReady;
  });
}

/// The credit has come and the transfer was given to the network.
template <class Flavour>
void transfer_posted(Transfer at, Amount amount, std::uint64_t ticks) noexcept {
  const std::uint64_t steps = amount.steps;
  std::uint64_t unready = 0;
  move_lane<Flavour>(at, ticks, [&](Lane lane) {
    const std::uint64_t was_ready = least(lane.ready(), steps);
    unready = steps - was_ready;
    return lane.word - was_ready * Lane::kReady - least(lane.gpu(), unready) * Lane::kGpu +
           room(lane.posted(), steps) * Lane::kPosted;
  });
  if (unready != 0) {
    Flavour::add(at.entry.ready_steps, unready);
    at.entry.last_ready_ticks.store(ticks, std::memory_order_relaxed);
  }
  if (amount.first_told) Flavour::add(at.entry.ready_bytes, amount.bytes);
  Flavour::add(at.entry.posted_steps, steps);
  if (amount.bytes != 0) Flavour::add(at.entry.posted_bytes, amount.bytes);
  at.entry.last_posted_ticks.store(ticks, std::memory_order_relaxed);
}

/// The transfer ended.
template <class Flavour>
void transfer_done(Transfer at, Amount amount, std::uint64_t ticks) noexcept {
  const std::uint64_t steps = amount.steps;
  std::uint64_t unposted = 0;
  std::uint64_t unready = 0;
  move_lane<Flavour>(at, ticks, [&](Lane lane) {
    const std::uint64_t was_posted = least(lane.posted(), steps);
    unposted = steps - was_posted;
    const std::uint64_t was_ready = least(lane.ready(), unposted);
    unready = unposted - was_ready;
    return lane.word - was_posted * Lane::kPosted - was_ready * Lane::kReady -
           least(lane.gpu(), unready) * Lane::kGpu +
           (amount.to_device ? room(lane.gpu(), steps) * Lane::kGpu : 0);
  });
  if (unready != 0) Flavour::add(at.entry.ready_steps, unready);
  if (unposted != 0) Flavour::add(at.entry.posted_steps, unposted);
  if (amount.first_told) {
    Flavour::add(at.entry.ready_bytes, amount.bytes);
    Flavour::add(at.entry.posted_bytes, amount.bytes);
  }
  Flavour::add(at.entry.done_steps, steps);
  if (amount.bytes != 0) Flavour::add(at.entry.done_bytes, amount.bytes);
  at.entry.last_done_ticks.store(ticks, std::memory_order_relaxed);
}

/// A word of the peer came: its credit (sending), its announcement of a send (receiving).
template <class Flavour>
void transfer_heard(Transfer at, std::uint64_t steps) noexcept {
  Flavour::add(at.entry.heard_steps, steps);
}

/// A payload streamed in from its first byte to its last.
template <class Flavour>
void transfer_streamed(Transfer at, std::uint64_t bytes, std::uint64_t duration_ticks) noexcept {
  Flavour::add(at.entry.streaming_ticks, duration_ticks);
  Flavour::add(at.entry.streaming_bytes, bytes);
}

/// The same step was polled again.
template <class Flavour>
void transfer_repolled(Transfer at) noexcept {
  Flavour::add(at.entry.repolls, 1);
}

/// Null for a handle that is stale, foreign or kNoHandle; a bad one is counted.
C4_EXPORT ConnectionEntry* connection_of(Handle connection) noexcept;

inline Transfer transfer_at(std::uint32_t connection_index) noexcept {
  return {g_monitor.connections[connection_index], g_monitor.connection_states[connection_index]};
}

}  // namespace c4
