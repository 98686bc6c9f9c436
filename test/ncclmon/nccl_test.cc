// NCCL's events, version by version, against what the file then says.
#include <unistd.h>

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

constexpr std::uint64_t kId = 0x1234;
const std::size_t kAllReduce = static_cast<std::size_t>(Function::kAllReduce);

Options options(const char* scenario) {
  Options options;
  options.scenario = scenario;
  options.operations = 12;
  options.channels = 3;
  options.steps = 20;
  options.polls = 50;
  return options;
}

reader::File play_into_file(int version, const Options& options) {
  Host host = host_of(version);
  play(host, options);
  return reader::only();
}

void expect_no_complaints(const reader::File& file) {
  EQUAL(file.header().bad_handles.load(), 0U);
  EQUAL(file.header().foreign_contexts.load(), 0U);
  EQUAL(file.header().operations_dropped.load(), 0U);
  EQUAL(file.header().connections_dropped.load(), 0U);
}

// All that a storm must not change.
std::vector<std::uint64_t> facts(const ConnectionEntry& entry) {
  return {entry.operations.load(),  entry.ready_steps.load(),  entry.posted_steps.load(),
          entry.done_steps.load(),  entry.ready_bytes.load(),  entry.posted_bytes.load(),
          entry.done_bytes.load(),  entry.waits.load(),
          static_cast<std::uint64_t>(entry.wait.load())};
}

}  // namespace

TEST("every version of the interface gives the same operations, transfers and bytes") {
  std::vector<std::uint64_t> first;
  for (int version = nccl::kVersionMin; version <= nccl::kVersionMax; ++version) {
    const int status = steps::in_child([=] { play_into_file(version, options("healthy")); });
    EQUAL(status, 0);
    const reader::File file = reader::only();
    expect_no_complaints(file);
    EQUAL(file.header().abi_version, version);
    const CommunicatorEntry& entry = file.communicator(0);
    EQUAL(entry.rank, 0);
    EQUAL(entry.id, 0xC400U);
    std::vector<std::uint64_t> found{entry.started.load(), entry.completed.load(),
                                     entry.functions[kAllReduce].completed.load(),
                                     entry.functions[kAllReduce].bytes.load(),
                                     file.header().connections_used.load()};
    for (std::uint32_t at = 0; at < file.header().connections_used.load(); ++at) {
      const ConnectionEntry& lane = file.connection(at);
      for (const std::uint64_t value :
           {lane.operations.load(), lane.ready_steps.load(), lane.posted_steps.load(),
            lane.done_steps.load(), lane.posted_bytes.load(), lane.done_bytes.load()}) {
        found.push_back(value);
      }
      CHECK(lane.wait.load() == Wait::kNone);
    }
    if (version == 1) first = found;
    CHECK(found == first);
    std::filesystem::remove(reader::paths().front());
  }
  EQUAL(first[0], 12U);
  EQUAL(first[1], 12U);
  EQUAL(first[2], 12U);
  EQUAL(first[3], 12U * 4 * (1U << 24));
  EQUAL(first[4], 6U);
  EQUAL(first[8], 12U * 20);  // steps done on the first lane
}

TEST("what is asked of each version is what the table says") {
  for (int version = 1; version <= 7; ++version) {
    const int wanted = nccl::mask_for(version, kWatchDefault);
    EQUAL(wanted & 30, 30);
    EQUAL((wanted & nccl::kKernelCh) != 0, version >= 4 && version <= 6);
    EQUAL(nccl::mask_for(version, 0), version >= 5 ? nccl::kGroupApi : nccl::kGroup);
    EQUAL((nccl::mask_for(version, 7) & nccl::kKernelCh) != 0, version >= 3);
  }
}

TEST("a hang shows on each side what that side waits for, at its channel, and stays open") {
  struct Expected {
    const char* role;
    Wait send, receive;
  };
  for (const int version : {4, 5, 6, 7}) {
    for (const Expected& expected : {Expected{"peer", Wait::kPeer, Wait::kData},
                                     Expected{"data", Wait::kGpu, Wait::kData},
                                     Expected{"gpu", Wait::kGpu, Wait::kGpu},
                                     Expected{"launch", Wait::kGpu, Wait::kGpu},
                                     Expected{"network", Wait::kNetwork, Wait::kData}}) {
      Options hang = options("hang");
      hang.role = expected.role;
      hang.channel = 1;
      hang.step = 9;
      CHECK(steps::in_child([&] { play_into_file(version, hang); }) == 0);
      const reader::File file = reader::only();
      EQUAL(file.open_operations(0), 1U);
      EQUAL(file.communicator(0).started.load() - file.communicator(0).completed.load(), 1U);
      const ConnectionEntry& send = file.lane(1, 1, Direction::kSend);
      const ConnectionEntry& receive = file.lane(7, 1, Direction::kReceive);
      CHECK(send.wait.load() == expected.send);
      CHECK(receive.wait.load() == expected.receive);
      EQUAL(receive.ready_steps.load(), 12U * 20 + 10);
      CHECK(file.lane(1, 0, Direction::kSend).wait.load() == Wait::kNone);
      std::filesystem::remove(reader::paths().front());
    }
  }
}

TEST("a kernel that hangs in the middle shows by both sides waiting for the GPU, and since when") {
  for (const int version : {4, 5, 6, 7}) {
    const std::uint64_t begun = now_ticks();
    CHECK(steps::in_child([=] {
      Host host = host_of(version);
      Options hang = options("hang");
      hang.role = "gpu";
      hang.step = 9;
      play(host, hang);
    }) == 0);
    const reader::File file = reader::only();
    EQUAL(file.open_operations(0), 1U);
    const ConnectionEntry& send = file.lane(1, 0, Direction::kSend);
    const ConnectionEntry& receive = file.lane(7, 0, Direction::kReceive);
    // It received what the kernel does not take, and the kernel gives nothing to send.
    CHECK(send.wait.load() == Wait::kGpu && receive.wait.load() == Wait::kGpu);
    EQUAL(send.ready_steps.load(), 12U * 20 + 9);
    EQUAL(send.done_steps.load(), send.ready_steps.load());
    EQUAL(receive.ready_steps.load(), 12U * 20 + 10);
    EQUAL(receive.done_steps.load(), receive.ready_steps.load());
    for (const ConnectionEntry* lane : {&send, &receive}) {
      // The age of the wait counts from its beginning, which is no later than any progress.
      CHECK(lane->wait_since_ticks.load() >= begun);
      CHECK(lane->wait_since_ticks.load() >= lane->last_done_ticks.load());
    }
    std::filesystem::remove(reader::paths().front());
  }
}

TEST("a starved proxy thread shows as one that is late everywhere and waits for nobody") {
  constexpr useconds_t kStarvedUs = 30'000;
  Host host = host_of(6);
  Caller caller = open(host, kId);
  Operation operation;
  operation.shape.channels = 1;
  enqueue(caller, operation);
  usleep(kStarvedUs);  // before the operation is appended: nothing waits, nothing has moved
  EQUAL(reader::only().open_operations(0), 1U);
  EQUAL(reader::only().header().connections_used.load(), 0U);
  append(caller, operation);
  report_progress(caller, operation);
  ProxyOperation& receive = operation.proxies[0];
  ProxyOperation& send = operation.proxies[1];
  receive_step(caller, operation, receive, 0, ReceiveState::kDone);
  send_step(caller, operation, send, 0, SendState::kDone);
  const std::uint64_t stopped = now_ticks();
  usleep(kStarvedUs);  // between two steps: no wait of the network or the peer is under way
  const reader::File starved = reader::only();
  for (const ConnectionEntry* lane : {&starved.lane(1, 0, Direction::kSend),
                                      &starved.lane(7, 0, Direction::kReceive)}) {
    CHECK(lane->wait.load() == Wait::kNone);
    EQUAL(lane->ready_steps.load(), lane->done_steps.load());
    CHECK(lane->last_done_ticks.load() <= stopped);
  }
  // Its neighbours see their own waits grow: the sender to it has no credit, the receiver from it
  // no data. Those rows are the "peer" and "data" roles of the test above.
  EQUAL(starved.open_operations(0), 1U);
}

TEST("a rank that never called shows one operation fewer and waits for nothing") {
  Options absent = options("hang");
  absent.role = "absent";
  const reader::File file = play_into_file(6, absent);
  EQUAL(file.communicator(0).started.load(), 12U);
  EQUAL(file.open_operations(0), 0U);
  CHECK(file.lane(1, 0, Direction::kSend).wait.load() == Wait::kNone);
}

TEST("a storm of polls changes nothing but the count of polls, and takes no handle") {
  for (const int version : {1, 3, 4, 6, 7}) {
    std::vector<std::uint64_t> calm;
    std::uint64_t calm_polls = 0;
    for (const int polls : {1, 1000}) {
      Options storm = options("storm");
      storm.operations = 3;
      storm.polls = polls;
      CHECK(steps::in_child([&] { play_into_file(version, storm); }) == 0);
      const reader::File file = reader::only();
      expect_no_complaints(file);
      const ConnectionEntry& send = file.lane(1, 0, Direction::kSend);
      const ConnectionEntry& receive = file.lane(7, 0, Direction::kReceive);
      std::vector<std::uint64_t> found = facts(send);
      for (const std::uint64_t value : facts(receive)) found.push_back(value);
      if (polls == 1) {
        calm = found;
        calm_polls = send.repolls.load();
      } else {
        CHECK(found == calm);
        EQUAL(send.repolls.load() - calm_polls, 3U * 20 * 999);
        EQUAL(receive.repolls.load(), 3U * 20 * 999);
      }
      std::filesystem::remove(reader::paths().front());
    }
  }
}

TEST("what runs here for another process is counted, never followed and never mixed in") {
  for (const int version : {4, 6}) {
    const reader::File alone = [&] {
      CHECK(steps::in_child([&] { play_into_file(version, options("healthy")); }) == 0);
      reader::File file = reader::only();
      std::filesystem::remove(reader::paths().front());
      return file;
    }();
    CHECK(steps::in_child([&] { play_into_file(version, options("pxn")); }) == 0);
    const reader::File file = reader::only();
    EQUAL(file.header().foreign_contexts.load(), 12U * 6);
    EQUAL(file.header().bad_handles.load(), 0U);
    EQUAL(file.header().connections_used.load(), alone.header().connections_used.load());
    CHECK(facts(file.connection(0)) == facts(alone.connection(0)));
    std::filesystem::remove(reader::paths().front());
  }
}

TEST("a foreign context is told from ours even where both processes run this hook") {
  Host host = host_of(6);
  Caller caller = open(host, kId);
  Operation operation;
  enqueue(caller, operation);
  // The other process counts its handles as we do, under another random number, and has our pid
  // in a container of its own.
  const Handle other = Handle{1} << 55;
  Caller foreign = caller;
  foreign.context = reinterpret_cast<void*>(reinterpret_cast<Handle>(caller.context) ^ other);
  operation.handle = reinterpret_cast<void*>(reinterpret_cast<Handle>(operation.handle) ^ other);
  append(foreign, operation);
  EQUAL(operation.proxies.size(), 16U);
  for (const ProxyOperation& proxy : operation.proxies) CHECK(proxy.handle == nullptr);
  EQUAL(reader::only().header().foreign_contexts.load(), 16U);
  // And a pid that is not ours is not ours, whatever else looks right.
  Operation theirs;
  enqueue(caller, theirs);
  theirs.shape.foreign_pid = getpid() + 1;
  append(caller, theirs);
  for (const ProxyOperation& proxy : theirs.proxies) CHECK(proxy.handle == nullptr);
  EQUAL(reader::only().header().foreign_contexts.load(), 32U);
}

TEST("a Coll that stops is only enqueued; its last child ends it, whichever comes last") {
  Host host = host_of(6);
  Caller caller = open(host, kId);
  Operation first;
  first.shape.channels = 2;
  enqueue(caller, first);
  EQUAL(reader::only().open_operations(0), 1U);
  append(caller, first);
  report_progress(caller, first);
  start_kernel(caller, first, 0);
  stop_kernel(caller, first, 0);
  finish(caller, first);
  EQUAL(reader::only().open_operations(0), 1U);  // one kernel channel is still to come
  start_kernel(caller, first, 1);
  stop_kernel(caller, first, 1);
  EQUAL(reader::only().open_operations(0), 0U);
  Operation second;
  second.shape.channels = 1;
  begin_call(caller, second);
  append(caller, second);
  report_progress(caller, second);
  start_kernel(caller, second, 0);
  stop_kernel(caller, second, 0);
  finish(caller, second);
  const std::uint64_t children_over = now_ticks();
  usleep(2000);
  end_call(caller, second);  // the parent stops after its children
  const reader::File file = reader::only();
  EQUAL(file.open_operations(0), 0U);
  CHECK(file.communicator(0).last_end_ticks.load() <= children_over);
}

TEST("algorithms whose channels do not all report are complete when they are quiet") {
  Host host = host_of(6);
  Caller caller = open(host, kId);
  Operation operation;
  operation.shape.algorithm = "NVLS_TREE";
  operation.shape.channels = 16;
  operation.shape.kernel_channels = 1;
  operation.shape.has_network = false;
  run(caller, operation);
  EQUAL(reader::only().open_operations(0), 0U);
}

TEST("a function whose operations stay quiet and incomplete is learnt to be so") {
  Host host = host_of(6);
  Caller caller = open(host, kId);
  for (int n = 0; n < 40; ++n) {
    Operation odd;  // promises eight kernel channels and reports two
    odd.shape.kernel_channels = 2;
    odd.shape.function = "ReduceScatter";
    run(caller, odd);
    Operation regular;
    run(caller, regular);
  }
  const reader::File file = reader::only();
  EQUAL(file.open_operations(0), 0U);
  EQUAL(file.communicator(0).completed.load(), 80U);
}

TEST("traffic that no event follows is complete when it is enqueued, if it stays inside a node") {
  Host host = host_of(7);
  Caller caller;
  caller.host = &host;
  initialize(host, {"inside", kId, 1, 8, 0}, &caller.context);
  Operation operation;
  operation.shape.has_network = false;
  run(caller, operation);
  EQUAL(reader::only().open_operations(0), 0U);
  EQUAL(reader::only().communicator(0).completed.load(), 1U);
}

TEST("a rank without network lanes in a job of several nodes is learnt to have none") {
  Host host = host_of(7);
  Caller caller = open(host, kId);
  for (int n = 0; n < 200; ++n) {
    Operation operation;
    operation.shape.has_network = false;
    run(caller, operation);
  }
  EQUAL(reader::only().open_operations(0), 0U);
  EQUAL(reader::only().communicator(0).completed.load(), 200U);
}

TEST("a program that was far ahead of NCCL's first progress still shows its later hang") {
  for (const int version : {4, 6, 7}) {
    CHECK(steps::in_child([=] {
      Host host = host_of(version);
      Caller caller = open(host, kId);
      std::vector<Operation> ahead(100);
      for (Operation& operation : ahead) enqueue(caller, operation);
      for (Operation& operation : ahead) run_transfers(caller, operation);
      Operation hung;
      enqueue(caller, hung);
      append(caller, hung);
      report_progress(caller, hung);
    }) == 0);
    const reader::File file = reader::only();
    expect_no_complaints(file);
    EQUAL(file.communicator(0).completed.load(), 100U);
    EQUAL(file.open_operations(0), 1U);
    std::filesystem::remove(reader::paths().front());
  }
}

TEST("proxy operations that NCCL starts and never stops hold nothing open and use nothing up") {
  Host host = host_of(6);
  Caller caller = open(host, kId);
  for (int n = 0; n < 2000; ++n) {
    Operation operation;  // CollNet: no progress is ever reported
    operation.shape.channels = 4;
    enqueue(caller, operation);
    append(caller, operation);
    for (int channel = 0; channel < 4; ++channel) {
      start_kernel(caller, operation, channel);
      stop_kernel(caller, operation, channel);
    }
  }
  const reader::File file = reader::only();
  expect_no_complaints(file);
  EQUAL(file.communicator(0).completed.load(), 2000U);
  EQUAL(file.header().connections_used.load(), 0U);
}

TEST("transfers without a parent count, and belong to no operation") {
  Host host = host_of(6);
  Caller caller = open(host, kId);
  Operation operation;
  operation.shape.has_no_parent = true;
  operation.mask = host.mask_now();
  append(caller, operation);
  report_progress(caller, operation);
  for (ProxyOperation& proxy : operation.proxies) {
    if (proxy.is_send) send_step(caller, operation, proxy, 0, SendState::kDone);
  }
  finish(caller, operation);
  const reader::File file = reader::only();
  expect_no_complaints(file);
  EQUAL(file.lane(1, 0, Direction::kSend).done_steps.load(), 1U);
  EQUAL(file.communicator(0).started.load(), 0U);
}
