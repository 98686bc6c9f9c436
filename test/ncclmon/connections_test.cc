// Connections: counters, and the wait that follows from them.
#include <thread>
#include <vector>

#include "check.h"
#include "core/state.h"
#include "include/c4mon.h"
#include "reader.h"
#include "steps.h"

namespace {

using namespace c4;

Transfer lane(Direction direction) {
  const Handle world = steps::open();
  return transfer_at(handle_index(connection_open(world, {.peer = 1, .direction = direction})));
}

void silence(std::uint64_t mask, std::uint64_t generation) {
  auto* control = const_cast<ControlFile*>(g_monitor.control);
  control->mask.store(mask);
  control->generation.store(generation, std::memory_order_release);
}

}  // namespace

TEST("a send waits for its device, then its peer, then the network, and each is wall time") {
  const Transfer send = lane(Direction::kSend);
  transfer_waits_for_device<Exclusive>(send, 1, 100);
  CHECK(send.entry.wait.load() == Wait::kGpu);
  EQUAL(send.entry.wait_since_ticks.load(), 100U);
  transfer_ready<Exclusive>(send, {}, 110);
  CHECK(send.entry.wait.load() == Wait::kPeer);
  transfer_posted<Exclusive>(send, {.bytes = 64, .first_told = true}, 140);
  CHECK(send.entry.wait.load() == Wait::kNetwork);
  transfer_done<Exclusive>(send, {.bytes = 64}, 200);
  CHECK(send.entry.wait.load() == Wait::kNone);
  EQUAL(send.entry.wait_gpu_ticks.load(), 10U);
  EQUAL(send.entry.wait_peer_ticks.load(), 30U);
  EQUAL(send.entry.wait_network_ticks.load(), 60U);
  EQUAL(send.entry.longest_wait_ticks.load(), 60U);
  EQUAL(send.entry.waits.load(), 3U);
  EQUAL(send.entry.ready_bytes.load(), 64U);
  EQUAL(send.entry.done_bytes.load(), 64U);
}

TEST("a receive waits for data, then for its device to take it") {
  const Transfer receive = lane(Direction::kReceive);
  transfer_waits_for_device<Exclusive>(receive, 1, 100);
  transfer_posted<Exclusive>(receive, {}, 110);
  CHECK(receive.entry.wait.load() == Wait::kData);
  transfer_done<Exclusive>(receive, {.bytes = 8, .first_told = true, .to_device = true}, 150);
  CHECK(receive.entry.wait.load() == Wait::kGpu);
  transfer_taken<Exclusive>(receive, 1, 155);
  CHECK(receive.entry.wait.load() == Wait::kNone);
  EQUAL(receive.entry.wait_data_ticks.load(), 40U);
  EQUAL(receive.entry.wait_gpu_ticks.load(), 15U);
  EQUAL(receive.entry.ready_bytes.load(), 8U);
  EQUAL(receive.entry.posted_bytes.load(), 8U);
}

TEST("eight steps in flight are one wait and not eight") {
  const Transfer send = lane(Direction::kSend);
  for (std::uint64_t step = 0; step < 8; ++step) {
    transfer_posted<Exclusive>(send, {}, 100 + step);
  }
  for (std::uint64_t step = 0; step < 8; ++step) {
    transfer_done<Exclusive>(send, {}, 200 + step);
  }
  EQUAL(send.entry.wait_network_ticks.load(), 107U);
  EQUAL(send.entry.waits.load(), 1U);
}

TEST("levels that are skipped are implied, and nothing goes below zero") {
  const Transfer send = lane(Direction::kSend);
  transfer_done<Exclusive>(send, {.steps = 3}, 100);
  EQUAL(send.entry.ready_steps.load(), 3U);
  EQUAL(send.entry.posted_steps.load(), 3U);
  EQUAL(send.entry.done_steps.load(), 3U);
  CHECK(send.entry.wait.load() == Wait::kNone);
  transfer_taken<Exclusive>(send, 5, 110);
  EQUAL(send.state.lane.load(), 0U);
}

TEST("a caller that never ends its transfers spoils no other number") {
  const Transfer send = lane(Direction::kSend);
  for (int round = 0; round < 100; ++round) {
    transfer_ready<Exclusive>(send, {.steps = 1U << 19}, 100);
  }
  CHECK(send.entry.wait.load() == Wait::kPeer);
  EQUAL(Lane{send.state.lane.load()}.posted(), 0U);
  EQUAL(Lane{send.state.lane.load()}.gpu(), 0U);
}

TEST("a clock that seems to run back adds nothing") {
  const Transfer send = lane(Direction::kSend);
  transfer_posted<Exclusive>(send, {}, 500);
  transfer_done<Exclusive>(send, {}, 400);
  EQUAL(send.entry.wait_network_ticks.load(), 0U);
}

TEST("a connection is found again by what it connects, and others are others") {
  const Handle world = steps::open(1);
  const Handle other = steps::open(2);
  const Handle first = connection_open(world, {.peer = 3, .channel = 2});
  CHECK(connection_open(world, {.peer = 3, .channel = 2}) == first);
  CHECK(connection_open(world, {.peer = 3, .channel = 1}) != first);
  CHECK(connection_open(world, {.peer = 4, .channel = 2}) != first);
  CHECK(connection_open(other, {.peer = 3, .channel = 2}) != first);
  CHECK(connection_open(world, {.peer = 3, .channel = 2, .direction = Direction::kReceive}) !=
        first);
  EQUAL(reader::only().header().connections_used.load(), 5U);
  EQUAL(reader::only().connection(0).communicator_id, 1U);
}

TEST("connections beyond the table are counted, and those of a closed communicator make room") {
  const Handle world = steps::open(1);
  const Handle other = steps::open(2);
  std::uint64_t opened = 0;
  for (std::int32_t peer = 0; peer < static_cast<std::int32_t>(kConnectionSlots) + 10; ++peer) {
    if (connection_open(world, {.peer = peer}) != kNoHandle) ++opened;
  }
  EQUAL(opened, kConnectionSlots);
  EQUAL(reader::only().header().connections_dropped.load(), 10U);
  communicator_close(world);
  CHECK(reader::only().connection(0).state.load() == SlotState::kClosed);
  const Handle lane = connection_open(other, {.peer = 77});
  CHECK(lane != kNoHandle);
  CHECK(connection_open(other, {.peer = 77}) == lane);
  EQUAL(reader::only().lane(77, 0, Direction::kSend).communicator_id, 2U);
}

TEST("connections that come and go for long never run out of places") {
  for (std::uint64_t round = 0; round < 300; ++round) {
    const Handle world = steps::open(round);
    for (std::int32_t peer = 0; peer < 64; ++peer) {
      CHECK(connection_open(world, {.peer = peer}) != kNoHandle);
    }
    communicator_close(world);
  }
  EQUAL(reader::only().header().connections_dropped.load(), 0U);
}

TEST("a connection that several threads drive ends with no wait and no step lost") {
  const Handle world = steps::open();
  const Handle handle = connection_open(world, {.peer = 1});
  constexpr int kThreads = 4;
  constexpr int kRounds = 5000;
  std::vector<std::thread> threads;
  for (int n = 0; n < kThreads; ++n) {
    threads.emplace_back([=] {
      for (int round = 0; round < kRounds; ++round) {
        c4mon_transfer_ready(handle, 1, 10);
        c4mon_transfer_posted(handle, 1, 10);
        c4mon_transfer_done(handle, 1, 10);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const reader::File file = reader::only();
  const ConnectionEntry& entry = file.connection(0);
  EQUAL(entry.done_steps.load(), kThreads * kRounds);
  EQUAL(entry.posted_steps.load(), kThreads * kRounds);
  EQUAL(entry.ready_steps.load(), kThreads * kRounds);
  EQUAL(entry.done_bytes.load(), 10 * kThreads * kRounds);
  CHECK(entry.wait.load() == Wait::kNone);
}

TEST("a transfer in flight when the hook is silenced is led to its end and begins no other") {
  const Handle world = steps::open();
  const Handle handle = connection_open(world, {.peer = 1});
  c4mon_transfer_ready(handle, 1, 1);
  c4mon_transfer_posted(handle, 1, 1);
  silence(0, 1);
  c4mon_transfer_done(handle, 1, 1);
  c4mon_transfer_ready(handle, 1, 1);
  c4mon_transfer_posted(handle, 1, 1);
  c4mon_transfer_done(handle, 1, 1);
  EQUAL(reader::only().connection(0).done_steps.load(), 1U);
  CHECK(reader::only().connection(0).wait.load() == Wait::kNone);
  silence(kWatchDefault, 2);
  c4mon_transfer_done(handle, 1, 1);
  EQUAL(reader::only().connection(0).done_steps.load(), 2U);
}

TEST("a peer that no communicator has gets no connection, for readers would refuse the file") {
  const Handle world = steps::open();
  CHECK(connection_open(world, {.peer = -1}) != kNoHandle);
  CHECK(connection_open(world, {.peer = -2}) == kNoHandle);
  CHECK(connection_open(world, {.peer = kRanksMax}) == kNoHandle);
  EQUAL(reader::only().header().connections_dropped.load(), 2U);
}

TEST("the first lanes of a slot that was used 4096 times keep their places in the index") {
  communicator_close(steps::open(1));
  g_monitor.communicators[0].generation = 4095;
  while (g_monitor.header->communicators_used.load() < kCommunicatorSlots) steps::open(2);
  const Handle reused = steps::open(3);
  EQUAL(handle_index(reused), 0U);
  const Handle first = connection_open(reused, {.peer = 0, .direction = Direction::kSend});
  const Handle second = connection_open(reused, {.peer = 0, .direction = Direction::kReceive});
  // Until the index is full enough that something else begins its search where they are.
  for (std::int32_t peer = 1; peer < 4000; ++peer) connection_open(reused, {.peer = peer});
  CHECK(connection_open(reused, {.peer = 0, .direction = Direction::kSend}) == first);
  CHECK(connection_open(reused, {.peer = 0, .direction = Direction::kReceive}) == second);
}
