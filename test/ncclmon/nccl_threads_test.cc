// All the threads that NCCL calls from, at once, on two communicators: the application enqueues,
// the driver's host callback replays a captured graph, one progress thread moves the data of both
// communicators, and from 2.31 on a profiler thread tells of their kernels and the kernels' phases.
// (In 2.26 to 2.30 the progress thread tells of kernels; two threads are the harder case.)
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "check.h"
#include "nccl/mask.h"
#include "nccl_host.h"
#include "reader.h"
#include "steps.h"

namespace {

using namespace c4;
using namespace c4::replay;

constexpr int kOperations = 150;  // of each communicator: so many enqueued, so many replayed
constexpr std::uint64_t kAll = 2 * kOperations + 1;  // and a first one
constexpr int kCommunicators = 2;
constexpr int kSteps = 10;
constexpr int kChannels = 2;
constexpr std::uint64_t kId = 0x1234;

struct Work {
  int communicator = 0;
  Operation operation;
};

/// Work from one or two threads to another, which ends when all of it was taken.
class Queue {
 public:
  void push(std::shared_ptr<Work> work) {
    {
      const std::lock_guard lock(mutex_);
      posted_.push_back(std::move(work));
    }
    changed_.notify_one();
  }
  std::shared_ptr<Work> pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !posted_.empty(); });
    std::shared_ptr<Work> work = std::move(posted_.front());
    posted_.pop_front();
    return work;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Work>> posted_;
};

/// A thread's own view of the communicators: what NCCL's threads share is the plugin alone.
using Callers = std::vector<Caller>;

std::shared_ptr<Work> work_for(int communicator, bool is_captured) {
  auto work = std::make_shared<Work>();
  work->communicator = communicator;
  Shape& shape = work->operation.shape;
  shape.channels = kChannels;
  shape.steps = kSteps;
  shape.kernel_channels = 0;  // the profiler thread's, not the progress thread's
  shape.is_captured = is_captured;
  return work;
}

void move_data(Callers callers, Queue& posted) {
  for (int left = 2 * kOperations * kCommunicators; left > 0; --left) {
    const auto work = posted.pop();
    run_transfers(callers[static_cast<std::size_t>(work->communicator)], work->operation);
  }
}

/// The number of calls that this took.
std::uint64_t tell_of_kernels(Callers callers, Queue& launched) {
  for (int left = 2 * kOperations * kCommunicators; left > 0; --left) {
    const auto work = launched.pop();
    Caller& caller = callers[static_cast<std::size_t>(work->communicator)];
    for (int channel = 0; channel < kChannels; ++channel) {
      start_kernel(caller, work->operation, channel);
    }
    for (int channel = 0; channel < kChannels; ++channel) {
      stop_kernel(caller, work->operation, channel);
    }
  }
  std::uint64_t calls = 0;
  for (const Caller& caller : callers) calls += caller.calls;
  return calls;
}

/// The first operation, before the threads run: of it the hook learns that it has children.
void call_first(Caller& caller) {
  const auto work = work_for(0, false);
  Operation& first = work->operation;
  enqueue(caller, first);
  run_transfers(caller, first);
  for (int channel = 0; channel < kChannels; ++channel) {
    start_kernel(caller, first, channel);
    stop_kernel(caller, first, channel);
  }
}

/// Kernels are an operator's wish in some versions; phases are nobody's here, but another may have
/// asked for them, in NCCL's one mask for the process.
void ask_for_kernels(Caller& caller) {
  steps::write_mask(kWatchOperations | kWatchTransfers | kWatchKernels, 1);
  Host& host = *caller.host;
  Descriptor rare(host.version, host.version >= 5 ? nccl::kGroupApi : nccl::kGroup, nullptr, 0);
  CHECK(start(caller, rare) == nullptr);  // declined, but at any call the hook finds its new mask
  EQUAL((host.mask & nccl::kKernelCh) != 0, host.version >= 3);
  host.forced_mask = host.mask | nccl::kKernelPhase;
}

/// If every kernel is followed.
std::uint64_t kernel_calls(int version) {
  if (version < 3) return 0;
  constexpr std::uint64_t kernels = std::uint64_t{2} * kOperations * kCommunicators * kChannels;
  const std::uint64_t phases = version >= 7 ? 3 : 0;  // each of them is declined
  return kernels * (3 + phases);
}

void call(Callers callers, Queue& posted, Queue& launched, bool is_replay) {
  for (int n = 0; n < kOperations; ++n) {
    for (int communicator = 0; communicator < kCommunicators; ++communicator) {
      const auto work = work_for(communicator, is_replay);
      Caller& caller = callers[static_cast<std::size_t>(communicator)];
      // Sampled at the capture, of which only the replays are of interest here.
      if (is_replay) work->operation.mask = caller.host->mask_now();
      enqueue(caller, work->operation, is_replay);
      posted.push(work);
      launched.push(work);
    }
  }
}

void run_all_threads(int version) {
  Host host = nccl_host::host_of(version);
  Callers callers;
  for (std::uint64_t n = 0; n < kCommunicators; ++n) {
    callers.push_back(nccl_host::open(host, kId + n));
  }
  ask_for_kernels(callers[0]);
  for (Caller& caller : callers) {
    call_first(caller);
    caller.calls = 0;
  }
  std::uint64_t told = 0;
  Queue posted, launched;
  std::thread progress([&] { move_data(callers, posted); });
  std::thread profiler([&] { told = tell_of_kernels(callers, launched); });
  std::thread callback([&] { call(callers, posted, launched, true); });
  call(callers, posted, launched, false);
  for (std::thread* thread : {&callback, &progress, &profiler}) thread->join();
  for (Caller& caller : callers) host.table->finalize(caller.context);
  // Not all: a thread that is held up between its call and its push lets later operations finish,
  // so that its own is taken for complete and its kernels are declined.
  CHECK(told <= kernel_calls(version) && 2 * told >= kernel_calls(version));
}

}  // namespace

TEST("four threads that call at once on two communicators lose nothing and leave nothing open") {
  for (int version = nccl::kVersionMin; version <= nccl::kVersionMax; ++version) {
    CHECK(steps::in_child([=] { run_all_threads(version); }) == 0);
    const reader::File file = reader::only();
    EQUAL(file.header().bad_handles.load(), 0U);
    EQUAL(file.header().operations_dropped.load(), 0U);
    EQUAL(file.header().communicators_used.load(), kCommunicators);
    for (std::size_t communicator = 0; communicator < kCommunicators; ++communicator) {
      EQUAL(file.communicator(communicator).started.load(), kAll);
      EQUAL(file.communicator(communicator).completed.load(), kAll);
      EQUAL(file.open_operations(communicator), 0U);
    }
    const std::uint32_t lanes = file.header().connections_used.load();
    EQUAL(lanes, 2U * kChannels * kCommunicators);
    for (std::uint32_t at = 0; at < lanes; ++at) {
      EQUAL(file.connection(at).done_steps.load(), kAll * kSteps);
      CHECK(file.connection(at).wait.load() == Wait::kNone);
    }
    std::filesystem::remove(reader::paths().front());
  }
}
