// Operations, communicators and rings.
#include <cstring>
#include <thread>
#include <vector>

#include "check.h"
#include "core/state.h"
#include "include/c4mon.h"
#include "reader.h"
#include "steps.h"

namespace {

using namespace c4;

constexpr std::uint64_t kFrom = 1'000'000;

// What each slot must show: the oldest open operation of its class, if any is open.
void expect_oldest_open_shown(const std::vector<bool>& is_open) {
  const CommunicatorEntry& entry = g_monitor.communicators[0];
  for (std::uint64_t index = 0; index < kOperationSlots; ++index) {
    std::uint64_t oldest = 0;
    for (std::uint64_t ordinal = is_open.size() - 1; ordinal > 0; --ordinal) {
      if (is_open[ordinal] && ordinal % kOperationSlots == index) oldest = ordinal;
    }
    const OperationSlot& slot = entry.operations[index];
    const bool shows_open = slot.ticket.load() != 0 && slot.end_ticks.load() == 0;
    EQUAL(shows_open, oldest != 0);
    if (oldest != 0) EQUAL(slot.ticket.load(), oldest);
  }
}

std::uint32_t checksum_of(const OperationRecord& record) {
  std::uint32_t words[16];
  std::memcpy(words, &record, sizeof(words));
  std::uint32_t sum = 0;
  for (int at = 0; at < 15; ++at) sum ^= words[at];
  return sum;
}

}  // namespace

TEST("handles that are stale, foreign or nonsense are counted and harm nothing") {
  const Handle world = steps::open();
  const Handle sum = steps::begin(world);
  operation_end(sum, now_ticks());
  operation_end(sum, now_ticks());
  operation_end(sum ^ (Handle{1} << 52), now_ticks());
  operation_start(0x00007F1234567890, now_ticks());
  CHECK(steps::begin(sum) == kNoHandle);
  CHECK(connection_of(world) == nullptr);
  communicator_close(world);
  communicator_close(world);
  CHECK(steps::begin(world) == kNoHandle);
  EQUAL(reader::only().header().bad_handles.load(), 7U);
  EQUAL(reader::only().communicator(0).completed.load(), 1U);
}

TEST("communicators beyond the table are counted, and closed ones make room") {
  std::vector<Handle> all;
  for (std::uint32_t n = 0; n < kCommunicatorSlots; ++n) all.push_back(steps::open(n));
  CHECK(steps::open(999) == kNoHandle);
  CHECK(steps::open(999) == kNoHandle);
  EQUAL(reader::only().header().communicators_dropped.load(), 2U);
  const Handle old = steps::begin(all[5]);
  communicator_close(all[5]);
  CHECK(reader::only().communicator(5).state.load() == SlotState::kClosed);
  EQUAL(reader::only().open_operations(5), 1U);  // its work in flight stays visible
  CHECK(steps::open(1000) != kNoHandle);
  const reader::File file = reader::only();
  EQUAL(file.communicator(5).id, 1000U);
  EQUAL(file.communicator(5).generation, 2U);
  EQUAL(file.communicator(5).started.load(), 0U);
  operation_end(old, now_ticks());  // of the slot's former life
  EQUAL(reader::only().communicator(5).completed.load(), 0U);
}

TEST("a communicator shows who it is, and no name is no fault") {
  communicator_open(steps::kFrontEnd,
                    {.id = 0xFEDCBA9876543210, .rank = 2, .size = 16, .nodes = 2, .name = nullptr});
  std::string name(62, 'x');
  name += "\xC3\xA9";  // would be cut in the middle
  communicator_open(steps::kFrontEnd, {.id = 2, .rank = 0, .name = name.c_str()});
  const reader::File file = reader::only();
  EQUAL(file.communicator(0).id, 0xFEDCBA9876543210);
  EQUAL(file.communicator(0).size, 16);
  CHECK(file.communicator(0).name[0] == '\0');
  EQUAL(std::string(file.communicator(1).name).size(), 62U);
}

TEST("an open operation names function, size, order and times; its totals come at its end") {
  const Handle world = steps::open();
  const Handle sum = steps::begin(world, kFrom);
  operation_start(sum, kFrom + 10);
  operation_start(sum, kFrom + 20);
  const reader::File open = reader::only();
  const OperationSlot& slot = open.communicator(0).operations[1];
  EQUAL(slot.ticket.load(), 1U);
  EQUAL(slot.start_ticks.load(), kFrom + 10);
  EQUAL(slot.end_ticks.load(), 0U);
  EQUAL(slot.bytes, 100U);
  CHECK(slot.function == Function::kAllReduce && slot.datatype == Datatype::kFloat32);
  const std::size_t function = static_cast<std::size_t>(Function::kAllReduce);
  EQUAL(open.communicator(0).functions[function].completed.load(), 0U);
  operation_end(sum, kFrom + 50);
  const reader::File done = reader::only();
  const FunctionTotals& totals = done.communicator(0).functions[function];
  EQUAL(totals.completed.load(), 1U);
  EQUAL(totals.bytes.load(), 100U);
  EQUAL(totals.busy_ticks.load(), 40U);
  EQUAL(totals.last_end_ticks.load(), kFrom + 50);
  EQUAL(done.communicator(0).operations[1].end_ticks.load(), kFrom + 50);
}

TEST("the slots always show the oldest open operations, whatever the order of ends") {
  const Handle world = steps::open();
  std::vector<Handle> handles{kNoHandle};
  std::vector<bool> is_open{false};
  std::uint64_t random = 12345;
  for (int round = 0; round < 2400; ++round) {
    random = random * 6364136223846793005U + 1442695040888963407U;
    std::size_t open = 0;
    for (const bool each : is_open) open += each ? 1 : 0;
    // In turns far ahead and back, with ends in any order.
    const bool is_growing = round / 300 % 2 == 0;
    const bool begins = open == 0 || (random >> 33) % 100 < (is_growing ? 80 : 25);
    if (begins) {
      handles.push_back(steps::begin(world));
      is_open.push_back(true);
    } else {
      std::size_t ordinal = (random >> 20) % is_open.size();
      while (!is_open[ordinal]) ordinal = (ordinal + 1) % is_open.size();
      operation_end(handles[ordinal], now_ticks());
      is_open[ordinal] = false;
    }
    if (is_open.size() > kOpenOperationsMax) break;
    if (round % 7 == 0) expect_oldest_open_shown(is_open);
  }
  for (std::size_t ordinal = 1; ordinal < is_open.size(); ++ordinal) {
    if (is_open[ordinal]) operation_end(handles[ordinal], now_ticks());
    is_open[ordinal] = false;
  }
  expect_oldest_open_shown(is_open);
  const CommunicatorEntry& entry = g_monitor.communicators[0];
  EQUAL(entry.started.load(), entry.completed.load());
  EQUAL(reader::only().header().bad_handles.load(), 0U);
}

TEST("operations beyond the records are counted as dropped and do not look open for ever") {
  const Handle world = steps::open();
  std::vector<Handle> handles;
  for (std::uint32_t n = 0; n < kOpenOperationsMax + 5; ++n) handles.push_back(steps::begin(world));
  EQUAL(reader::only().header().operations_dropped.load(), 5U);
  CHECK(handles.back() == kNoHandle);
  EQUAL(reader::only().communicator(0).operations[1].ticket.load(), 1U);  // still the oldest
  for (const Handle handle : handles) operation_end(handle, now_ticks());
  EQUAL(reader::only().communicator(0).completed.load(), kOpenOperationsMax + 5);
  EQUAL(reader::only().open_operations(0), 0U);
}

TEST("operations that begin on one thread and end on others are all accounted for") {
  const Handle world = steps::open();
  constexpr int kOperations = 20000;
  std::vector<std::atomic<Handle>> handles(kOperations);
  std::atomic<std::size_t> reached[3] = {0, 1, 2};
  std::vector<std::thread> threads;
  for (int lane = 0; lane < 3; ++lane) {
    threads.emplace_back([&, lane] {
      for (std::size_t n = static_cast<std::size_t>(lane); n < kOperations; n += 3) {
        while (handles[n].load(std::memory_order_acquire) == kNoHandle) std::this_thread::yield();
        operation_start(handles[n].load(), now_ticks());
        operation_end(handles[n].load(), now_ticks());
        reached[lane].store(n + 3, std::memory_order_release);
      }
    });
  }
  for (std::size_t n = 0; n < kOperations; ++n) {
    // The record that this one takes is that of 1024 operations ago.
    for (const auto& lane : reached) {
      while (lane.load(std::memory_order_acquire) + kOpenOperationsMax <= n) {
        std::this_thread::yield();
      }
    }
    const Handle handle = steps::begin(world);
    CHECK(handle != kNoHandle);
    handles[n].store(handle, std::memory_order_release);
  }
  for (std::thread& thread : threads) thread.join();
  const reader::File file = reader::only();
  EQUAL(file.communicator(0).started.load(), kOperations);
  EQUAL(file.communicator(0).completed.load(), kOperations);
  EQUAL(file.open_operations(0), 0U);
  EQUAL(file.header().operations_dropped.load(), 0U);
  EQUAL(file.header().bad_handles.load(), 0U);
  for (const auto& owner : g_monitor.communicator_states[0].slot_owner) EQUAL(owner.load(), 0U);
}

TEST("each thread writes a ring of its own, whose records are whole and in order") {
  const Handle world = steps::open();
  const auto work = [&] {
    for (int n = 0; n < 100; ++n) operation_end(steps::begin(world), now_ticks());
  };
  work();
  std::thread other(work);
  other.join();
  const reader::File file = reader::only();
  EQUAL(file.header().rings_used.load(), 2U);
  for (std::size_t ring = 0; ring < 2; ++ring) {
    EQUAL(file.ring(ring).head.load(), 100U);
    EQUAL(file.ring(ring).intent.load(), 100U);
    for (std::uint64_t at = 0; at < 100; ++at) {
      const OperationRecord& record = file.record(ring, at);
      EQUAL(record.ticket, at + 1);
      EQUAL(record.ordinal, ring * 100 + at + 1);
      EQUAL(record.checksum, checksum_of(record));
    }
  }
  EQUAL(file.ring(0).thread_id, getpid());
}

TEST("a ring laps under flood, and a thread's ring goes to the next when it ends") {
  const Handle world = steps::open();
  for (int round = 0; round < 40; ++round) {
    std::thread([&] { operation_end(steps::begin(world), now_ticks()); }).join();
  }
  EQUAL(reader::only().header().rings_used.load(), 1U);
  EQUAL(reader::only().header().rings_dropped.load(), 0U);
  for (std::uint32_t n = 0; n < kRingSlots + 3; ++n) {
    operation_end(steps::begin(world), now_ticks());
  }
  const reader::File file = reader::only();
  EQUAL(file.ring(0).head.load(), 40 + kRingSlots + 3);
  EQUAL(file.record(0, 42).ticket, kRingSlots + 43);
}

TEST("more writing threads than rings are counted, and their operations still are totals") {
  const Handle world = steps::open();
  std::atomic<int> arrived{0};
  std::vector<std::thread> threads;
  for (std::uint32_t n = 0; n < kRingCount + 4; ++n) {
    threads.emplace_back([&] {
      operation_end(steps::begin(world), now_ticks());
      ++arrived;
      while (arrived < static_cast<int>(kRingCount) + 4) std::this_thread::yield();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EQUAL(reader::only().header().rings_dropped.load(), 4U);
  EQUAL(reader::only().communicator(0).completed.load(), kRingCount + 4);
}

TEST("the C API bounds what it is told") {
  const c4mon_communicator communicator{sizeof(c4mon_communicator), nullptr, nullptr, 1, 0, 2};
  const c4mon_handle world = c4mon_communicator_open(&communicator);
  CHECK(world != 0 && c4mon_is_watching() == 1);
  c4mon_communicator too_short = communicator;
  too_short.struct_bytes = 8;
  CHECK(c4mon_communicator_open(&too_short) == 0 && c4mon_communicator_open(nullptr) == 0);
  const c4mon_operation odd{sizeof(c4mon_operation), 8, 0, 77, -5, 1, 300};
  const c4mon_handle operation = c4mon_operation_begin(world, &odd);
  CHECK(operation != 0);
  const reader::File file = reader::only();
  CHECK(file.communicator(0).operations[1].function == Function::kOther);
  CHECK(file.communicator(0).operations[1].datatype == Datatype::kUnknown);
  c4mon_operation_end(operation);
  c4mon_operation_end(0);
  EQUAL(reader::only().communicator(0).completed.load(), 1U);
}

TEST("a size that nobody has is written as not told, and a rank outside the size opens nothing") {
  const auto open = [](std::int32_t rank, std::int32_t size) {
    const c4mon_communicator description{
        .struct_bytes = sizeof(description), .library = "test", .name = nullptr, .id = 7,
        .rank = rank, .size = size};
    return c4mon_communicator_open(&description);
  };
  CHECK(open(5, 0) != kNoHandle);
  CHECK(open(5, -7) != kNoHandle);
  CHECK(open(5, kRanksMax + 1) != kNoHandle);
  CHECK(open(5, 6) != kNoHandle);
  for (const auto& [rank, size] : {std::pair{-1, 4}, {4, 4}, {-1, 0}, {kRanksMax, -1}}) {
    CHECK(open(rank, size) == kNoHandle);
  }
  const reader::File file = reader::only();
  EQUAL(file.header().communicators_used.load(), 4U);
  EQUAL(file.header().communicators_dropped.load(), 4U);
  for (std::size_t at = 0; at < 3; ++at) EQUAL(file.communicator(at).size, -1);
  EQUAL(file.communicator(3).size, 6);
}
