// The life of NCCL's communicators: made at once, captured, forked, silenced, destroyed at work.
#include <thread>

#include "check.h"
#include "core/state.h"
#include "nccl/abi.h"
#include "nccl/mask.h"
#include "nccl_host.h"
#include "reader.h"
#include "steps.h"

namespace {

using namespace c4;
using namespace c4::replay;
using nccl_host::host_of;
using nccl_host::open;
using steps::write_mask;

constexpr std::uint64_t kId = 0x1234;

Options options(const char* scenario) {
  Options options;
  options.scenario = scenario;
  options.operations = 12;
  options.channels = 3;
  options.steps = 20;
  options.polls = 50;
  return options;
}

}  // namespace

TEST("init never fails: with the hook off it asks for nothing and declines everything") {
  unsetenv("C4_DIR");
  for (int version = 1; version <= 7; ++version) {
    Host host = host_of(version);
    host.mask = 0x7FF;
    Caller caller = open(host, kId);
    CHECK(caller.context == nullptr);
    EQUAL(host.mask, 0);
    host.forced_mask = 4095;
    Operation operation;
    run(caller, operation);
    CHECK(operation.handle == nullptr);
    EQUAL(host.table->finalize(caller.context), 0);
  }
}

TEST("mask 0 leaves NCCL one rare event, which brings the hook back") {
  for (const int version : {4, 6}) {
    CHECK(steps::in_child([=] {
      Host host = host_of(version);
      Caller caller = open(host, kId);
      Operation before;
      run(caller, before);
      write_mask(0, 1);
      Operation silenced;
      run(caller, silenced);
      CHECK(silenced.handle == nullptr);
      EQUAL(host.mask, version == 4 ? nccl::kGroup : nccl::kGroupApi);
      caller.calls = 0;
      Operation silent;
      run(caller, silent);
      EQUAL(caller.calls, 1U);
      write_mask(kWatchDefault, 2);
      Operation knock;
      run(caller, knock);
      Operation after;
      run(caller, after);
      CHECK(after.handle != nullptr);
      EQUAL(host.mask, nccl::mask_for(version, kWatchDefault));
      const reader::File file = reader::only();
      EQUAL(file.open_operations(0), 0U);
      EQUAL(file.header().bad_handles.load(), 0U);
    }) == 0);
    std::filesystem::remove(reader::paths().front());
  }
}

TEST("what is in flight when the hook is silenced comes to its end") {
  Host host = host_of(6);
  Caller caller = open(host, kId);
  Operation operation;
  enqueue(caller, operation);
  append(caller, operation);
  report_progress(caller, operation);
  for (int channel = 0; channel < 8; ++channel) start_kernel(caller, operation, channel);
  send_step(caller, operation, operation.proxies[1], 0, SendState::kPosted);
  write_mask(0, 1);
  Operation other;
  run(caller, other);
  stop(caller, operation.proxies[1].steps[0]);
  for (int channel = 0; channel < 8; ++channel) stop_kernel(caller, operation, channel);
  finish(caller, operation);
  const reader::File file = reader::only();
  EQUAL(file.open_operations(0), 0U);
  EQUAL(file.lane(1, 0, Direction::kSend).done_steps.load(), 1U);
  CHECK(file.lane(1, 0, Direction::kSend).wait.load() == Wait::kNone);
}

TEST("a communicator destroyed at work leaves its operation open, and late stops are stale") {
  for (int version = 1; version <= 7; ++version) {
    CHECK(steps::in_child([=] {
      Host host = host_of(version);
      play(host, options("finalize"));
    }) == 0);
    const reader::File file = reader::only();
    CHECK(file.communicator(0).state.load() == SlotState::kClosed);
    EQUAL(file.open_operations(0), 1U);
    EQUAL(file.header().bad_handles.load(), 6U);  // the proxy operations that NCCL stops later
    std::filesystem::remove(reader::paths().front());
  }
}

TEST("operations recycled without a stop use nothing up") {
  Host host = host_of(7);
  Options many = options("unstopped");
  many.operations = 3000;  // of six proxy operations each: twice the table
  play(host, many);
  const reader::File file = reader::only();
  EQUAL(file.header().connections_dropped.load(), 0U);
  EQUAL(file.header().bad_handles.load(), 0U);
}

TEST("communicators made on several threads at once are all there, with and without a name") {
  for (const int version : {3, 4, 6}) {
    CHECK(steps::in_child([=] {
      Host host = host_of(version);
      Options many = options("communicators");
      many.communicators = 20;
      many.operations = 3;
      const Outcome outcome = play(host, many);
      EQUAL(outcome.declined, 0U);
    }) == 0);
    const reader::File file = reader::only();
    EQUAL(file.header().communicators_used.load(), 20U);
    EQUAL(file.header().bad_handles.load(), 0U);
    for (std::size_t at = 0; at < 20; ++at) {
      EQUAL(file.communicator(at).completed.load(), 3U);
      CHECK(file.communicator(at).state.load() == SlotState::kClosed);
    }
    std::filesystem::remove(reader::paths().front());
  }
}

TEST("communicators beyond the table are inert and counted") {
  Host host = host_of(6);
  Options many = options("communicators");
  many.communicators = static_cast<int>(kCommunicatorSlots) + 7;
  many.operations = 1;
  const Outcome outcome = play(host, many);
  EQUAL(outcome.declined, 7U);
  EQUAL(reader::only().header().communicators_dropped.load(), 7U);
}

TEST("a captured operation is marked, its caller's datatype is kept, and replays count") {
  Host host = host_of(6);
  Caller caller = open(host, kId);
  Operation gather;
  gather.shape.function = "AllGather";
  gather.shape.is_captured = true;
  run(caller, gather);
  const reader::File file = reader::only();
  const OperationSlot& slot = file.communicator(0).operations[1];
  EQUAL(slot.flags & kOperationGraph, kOperationGraph);
  CHECK(slot.datatype == Datatype::kFloat32);
  CHECK(slot.function == Function::kAllGather);
  EQUAL(slot.peer, -1);
  play(host, options("graph"));
  EQUAL(reader::only().communicator(1).completed.load(), 13U);
}

TEST("a send names its peer, and a broadcast its root") {
  Host host = host_of(6);
  Caller caller = open(host, kId);
  Operation send;
  send.shape.is_point_to_point = true;
  send.shape.function = "Send";
  send.shape.peer = 5;
  run(caller, send);
  Operation broadcast;
  broadcast.shape.function = "Broadcast";
  broadcast.shape.datatype = "ncclInt8";
  broadcast.shape.root = 3;
  run(caller, broadcast);
  const reader::File file = reader::only();
  EQUAL(file.communicator(0).operations[1].peer, 5);
  EQUAL(file.communicator(0).operations[1].flags & kOperationPointToPoint, 1);
  CHECK(file.communicator(0).operations[1].function == Function::kSend);
  EQUAL(file.communicator(0).operations[2].peer, 3);
  EQUAL(file.communicator(0).operations[2].bytes, std::uint64_t{1} << 24);
  EQUAL(file.communicator(0).completed.load(), 2U);
}

TEST("the channels of a send, which version 4 does not carry, are not taken from its garbage") {
  for (const int version : {4, 5}) {
    CHECK(steps::in_child([=] {
      Host host = host_of(version);
      Caller caller = open(host, kId);
      Operation send;
      send.shape.is_point_to_point = true;
      send.shape.function = "Send";
      send.shape.peer = 5;
      run(caller, send);
    }) == 0);
    const reader::File file = reader::only();
    EQUAL(file.communicator(0).operations[1].channels, version == 4 ? 0 : 8);
    EQUAL(file.communicator(0).completed.load(), 1U);
    EQUAL(file.open_operations(0), 0U);
    std::filesystem::remove(reader::paths().front());
  }
}

TEST("no state of any version needs its arguments") {
  constexpr int kStates = 33;  // all that there are, and one more
  for (int version = 1; version <= 7; ++version) {
    CHECK(steps::in_child([=] {
      Host host = host_of(version);
      Caller caller = open(host, kId);
      Operation operation;
      enqueue(caller, operation);
      append(caller, operation);
      start_kernel(caller, operation, 0);
      ProxyOperation& receive = operation.proxies[0];
      ProxyOperation& send = operation.proxies[1];
      send_step(caller, operation, send, 0, SendState::kStarted);
      receive_step(caller, operation, receive, 0, ReceiveState::kStarted);
      std::vector<void*> handles{operation.handle, receive.handle, send.handle, receive.steps[0],
                                 send.steps[0]};
      if (version >= 5) handles.push_back(operation.group_api);
      if (!operation.kernels.empty()) handles.push_back(operation.kernels[0]);
      for (void* handle : handles) {
        for (int state = 0; state < kStates; ++state) {
          host.table->record_state(handle, state, nullptr);
        }
      }
      for (void* handle : {receive.steps[0], send.steps[0]}) host.table->stop_event(handle);
      for (int channel = 1; channel < 8; ++channel) start_kernel(caller, operation, channel);
      for (int channel = 0; channel < 8; ++channel) stop_kernel(caller, operation, channel);
      finish(caller, operation);
    }) == 0);
    const reader::File file = reader::only();
    EQUAL(file.communicator(0).completed.load(), 1U);
    EQUAL(file.open_operations(0), 0U);
    EQUAL(file.lane(1, 0, Direction::kSend).done_bytes.load(), 0U);
    std::filesystem::remove(reader::paths().front());
  }
}

TEST("names that are missing or unknown are no fault") {
  Host host = host_of(5);
  Caller caller = open(host, kId);
  Operation nameless;
  nameless.shape.function = nullptr;
  nameless.shape.datatype = nullptr;
  nameless.shape.algorithm = nullptr;
  run(caller, nameless);
  Operation unheard;
  unheard.shape.function = "Teleport";
  run(caller, unheard);
  const reader::File file = reader::only();
  CHECK(file.communicator(0).operations[1].function == Function::kUnknown);
  CHECK(file.communicator(0).operations[2].function == Function::kOther);
  EQUAL(file.communicator(0).completed.load(), 2U);
}

TEST("stops and records of handles that are stale, NULL or nonsense are counted and harm nothing") {
  Host host = host_of(6);
  Caller caller = open(host, kId);
  Operation operation;
  run(caller, operation);
  finish(caller, operation);  // all stopped before
  host.table->stop_event(nullptr);
  host.table->record_state(nullptr, 9, nullptr);
  host.table->stop_event(reinterpret_cast<void*>(0x00007F12345678F0));
  host.table->record_state(operation.proxies[0].handle, 19, nullptr);
  host.table->finalize(reinterpret_cast<void*>(0x00007F12345678F0));
  const reader::File file = reader::only();
  EQUAL(file.header().bad_handles.load(), 16U + 3);
  EQUAL(file.communicator(0).completed.load(), 1U);
}

TEST("a forked child that goes on calling is not watched and disturbs nothing") {
  Host host = host_of(6);
  Caller caller = open(host, kId);
  Operation operation;
  enqueue(caller, operation);
  append(caller, operation);
  CHECK(steps::in_child([&] {
    report_progress(caller, operation);
    finish(caller, operation);
    Operation another;
    run(caller, another);
    CHECK(another.handle == nullptr);
    Caller own = open(host, kId + 1);  // and a communicator of its own is its own
    Operation watched;
    run(own, watched);
    CHECK(watched.handle != nullptr);
  }) == 0);
  EQUAL(reader::paths().size(), 2U);
  EQUAL(g_monitor.header->bad_handles.load(), 0U);
  EQUAL(g_monitor.communicators[0].started.load(), 1U);
  EQUAL(g_monitor.communicators[0].completed.load(), 0U);
}

TEST("an application thread and a progress thread race for the same operations, and all end") {
  for (const int version : {1, 4, 6, 7}) {
    CHECK(steps::in_child([=] {
      Host host = host_of(version);
      Options race = options("healthy");
      race.threads = 2;
      race.operations = 300;
      play(host, race);
    }) == 0);
    const reader::File file = reader::only();
    EQUAL(file.communicator(0).started.load(), 300U);
    EQUAL(file.communicator(0).completed.load(), 300U);
    EQUAL(file.open_operations(0), 0U);
    EQUAL(file.header().bad_handles.load(), 0U);
    std::filesystem::remove(reader::paths().front());
  }
}
