// The threads that pass through the gloo hook, at once: two of the application, each of which makes
// and destroys communicators at places in memory that come back, and the device's loop, which does
// the transfers of both. PyTorch does so when groups are made on several threads.
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>

#include "check.h"
#include "gloo_double.h"
#include "reader.h"
#include "steps.h"

namespace {

using namespace c4;
using gloo_double::Buffer;
using gloo_double::Context;
using gloo_double::kBytes;
using gloo_double::kRanks;
using gloo_double::Pair;

constexpr int kApplications = 2;
constexpr int kRounds = 12;  // of each: so many communicators, one after the other
constexpr int kAllReduces = 25;
constexpr int kSends = 10;

/// gloo's loop over the Pairs that are registered with it.
class Loop {
 public:
  void add(Context& context) {
    const std::lock_guard lock(mutex_);
    for (Pair& pair : context.pairs) pairs_.push_back(&pair);
  }
  void remove(Context& context) {
    const std::lock_guard lock(mutex_);
    for (Pair& pair : context.pairs) pairs_.erase(std::find(pairs_.begin(), pairs_.end(), &pair));
  }
  void run() {
    const int descriptor = epoll_create1(0);
    while (!is_over.load()) {
      epoll_event event;
      epoll_wait(descriptor, &event, 1, 0);
      turn();
    }
    close(descriptor);
  }

  std::atomic<bool> is_over{false};

 private:
  void turn() {
    const std::lock_guard lock(mutex_);
    for (Pair* pair : pairs_) {
      const std::lock_guard of_pair(pair->mutex);
      if (pair->awaited > 0) gloo_double::advance(pair);
    }
  }

  std::mutex mutex_;
  std::vector<Pair*> pairs_;
};

void run_application(Loop& loop, int number) {
  Context context;  // one place in memory for all rounds
  for (int round = 0; round < kRounds; ++round) {
    context.address = std::to_string(number) + ":" + std::to_string(round);
    gloo_double::connect_full_mesh(&context, nullptr, nullptr);
    loop.add(context);
    Buffer memory;
    Buffer* buffer = nullptr;
    for (int n = 0; n < kAllReduces; ++n) {
      gloo_double::create_buffer(&buffer, &context, &memory, kBytes);
      gloo_double::Options options{&context};
      gloo_double::all_reduce(&options);
    }
    for (int n = 0; n < kSends; ++n) {
      gloo_double::create_buffer(&buffer, &context, &memory, kBytes);
      gloo_double::send(buffer, 1, 0, 0, kBytes);
      gloo_double::wait_send(buffer, nullptr, 1000);
    }
    loop.remove(context);
    gloo_double::destroy_context(&context);
  }
}

/// No other thread, so nothing that has peers can be waited for.
void all_reduce_alone(Context& context, bool fails) {
  Buffer memory;
  Buffer* buffer = nullptr;
  gloo_double::create_buffer(&buffer, &context, &memory, kBytes);
  gloo_double::Options options{&context, fails};
  for (Pair& pair : context.pairs) pair.peer = context.rank;
  gloo_double::all_reduce(&options);
}

void fail(Context& context) {
  try {
    all_reduce_alone(context, true);
  } catch (const std::runtime_error&) {
    return;
  }
  check::fail(__FILE__, __LINE__, "no exception came through");
}

/// So far down the stack that it looks as if it were called from what was called before.
__attribute__((noinline)) char all_reduce_below(Context& context) {
  volatile char room[65536] = {};
  all_reduce_alone(context, false);
  return room[0];
}

}  // namespace

TEST("gloo's loop and two threads that make and destroy communicators lose nothing") {
  CHECK(steps::in_child([] {
    Loop loop;
    std::thread device([&] { loop.run(); });
    std::thread other([&] { run_application(loop, 1); });
    run_application(loop, 0);
    other.join();
    loop.is_over.store(true);
    device.join();
  }) == 0);
  const reader::File file = reader::only();
  EQUAL(file.header().bad_handles.load(), 0U);
  EQUAL(file.header().operations_dropped.load(), 0U);
  EQUAL(file.header().connections_dropped.load(), 0U);
  CHECK(file.header().beat_ticks.load() != 0);
  EQUAL(file.header().communicators_used.load(), kApplications * kRounds);
  for (std::size_t at = 0; at < kApplications * kRounds; ++at) {
    const CommunicatorEntry& communicator = file.communicator(at);
    EQUAL(communicator.started.load(), kAllReduces + kSends);
    EQUAL(communicator.completed.load(), kAllReduces + kSends);
    EQUAL(communicator.functions[static_cast<std::size_t>(Function::kSend)].bytes.load(),
          kSends * kBytes);
  }
  const std::uint32_t lanes = file.header().connections_used.load();
  EQUAL(lanes, kApplications * kRounds * 2 * (kRanks - 1));
  for (std::uint32_t at = 0; at < lanes; ++at) {
    const ConnectionEntry& lane = file.connection(at);
    const bool has_sends = lane.direction == Direction::kSend && lane.peer == 1;
    const std::uint64_t transfers = kAllReduces + (has_sends ? kSends : 0);
    EQUAL(lane.ready_steps.load(), transfers);
    EQUAL(lane.posted_steps.load(), transfers);
    EQUAL(lane.done_steps.load(), transfers);
    EQUAL(lane.done_bytes.load(), transfers * kBytes);
    CHECK(lane.wait.load() == Wait::kNone);
  }
}

TEST("a collective that an exception ended is over once one of another communicator begins") {
  CHECK(steps::in_child([] {
    Context first;
    Context second;
    gloo_double::connect_full_mesh(&first, nullptr, nullptr);
    fail(first);
    second.address = "second";
    gloo_double::connect_full_mesh(&second, nullptr, nullptr);
    all_reduce_below(second);
    fail(second);
    gloo_double::destroy_context(&second);
    second.address = "third";  // in the same place
    gloo_double::connect_full_mesh(&second, nullptr, nullptr);
    all_reduce_below(second);
  }) == 0);
  const reader::File file = reader::only();
  EQUAL(file.header().communicators_used.load(), 3U);
  for (std::size_t at = 0; at < 3; ++at) {
    const CommunicatorEntry& communicator = file.communicator(at);
    const std::uint64_t operations = at == 1 ? 2 : 1;
    EQUAL(communicator.started.load(), operations);
    EQUAL(communicator.completed.load(), operations);
    EQUAL(communicator.functions[static_cast<std::size_t>(Function::kAllReduce)].bytes.load(),
          operations * kBytes);
  }
}
