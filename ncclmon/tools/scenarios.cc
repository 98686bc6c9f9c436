#include "scenarios.h"

#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "sequence.h"

namespace c4::replay {
namespace {

constexpr std::uint64_t kFirstCommunicator = 0xC400;

struct Player {
  Host& host;
  const Options& options;
  Outcome outcome;
};

Shape shape_of(const Options& options) {
  Shape shape;
  shape.channels = options.channels;
  shape.steps = options.steps;
  shape.comm_id = kFirstCommunicator;
  shape.comm_name = "world";
  return shape;
}

Caller open(Player& player, std::uint64_t id, const char* name) {
  Caller caller;
  caller.host = &player.host;
  initialize(player.host, {name, id, 8, 8, 0}, &caller.context);
  return caller;
}

void close(Player& player, Caller& caller) {
  player.host.table->finalize(caller.context);
  player.outcome.calls += caller.calls;
}

Operation operation_of(Player& player, std::uint64_t sequence) {
  Operation operation;
  operation.shape = shape_of(player.options);
  operation.sequence = sequence;
  return operation;
}

void note(Player& player, const Operation& operation) {
  if (operation.handle == nullptr) ++player.outcome.declined;
}

void run_many(Player& player, Caller& caller, int operations) {
  for (int n = 0; n < operations; ++n) {
    Operation operation = operation_of(player, static_cast<std::uint64_t>(n));
    run(caller, operation);
    note(player, operation);
  }
}

// The application thread runs ahead, the progress thread does the transfers, as in NCCL.
void run_on_two_threads(Player& player, Caller& caller, int operations) {
  constexpr std::size_t kAheadMax = 16;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Operation> posted;
  bool is_over = false;
  Caller progress = caller;
  progress.calls = 0;
  std::thread thread([&] {
    for (;;) {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return !posted.empty() || is_over; });
      if (posted.empty()) return;
      Operation operation = std::move(posted.front());
      posted.pop_front();
      lock.unlock();
      changed.notify_all();
      run_transfers(progress, operation);
    }
  });
  for (int n = 0; n < operations; ++n) {
    Operation operation = operation_of(player, static_cast<std::uint64_t>(n));
    begin_call(caller, operation);
    note(player, operation);
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return posted.size() < kAheadMax; });
      posted.push_back(operation);  // the children may end before the call's own stop below
    }
    changed.notify_all();
    end_call(caller, operation);
  }
  {
    const std::lock_guard lock(mutex);
    is_over = true;
  }
  changed.notify_all();
  thread.join();
  caller.calls += progress.calls;
}

void hold(const Player& player) {
  if (player.options.hold_seconds > 0) sleep(static_cast<unsigned>(player.options.hold_seconds));
}

void play_healthy(Player& player) {
  Caller caller = open(player, kFirstCommunicator, "world");
  if (player.options.threads == 2) run_on_two_threads(player, caller, player.options.operations);
  else run_many(player, caller, player.options.operations);
  hold(player);
  close(player, caller);
}

// Every channel does what comes before the fault; the faulty channel stops in the role's state.
void run_into(Caller& caller, Operation& operation, const Options& options) {
  const bool has_kernel = options.role != "launch";
  append(caller, operation);
  for (int channel = 0; has_kernel && channel < options.channels; ++channel) {
    start_kernel(caller, operation, channel);
  }
  report_progress(caller, operation);
  for (ProxyOperation& proxy : operation.proxies) {
    if (proxy.channel != options.channel) continue;
    for (int step = 0; step < options.step; ++step) {
      if (proxy.is_send) send_step(caller, operation, proxy, step, SendState::kDone);
      else receive_step(caller, operation, proxy, step, ReceiveState::kDone);
    }
    SendState send = SendState::kGpuWait;
    ReceiveState receive = ReceiveState::kWait;
    if (options.role == "peer") send = SendState::kPeerWait;
    if (options.role == "network") send = SendState::kPosted;
    if (options.role == "gpu" || options.role == "launch") receive = ReceiveState::kGpuWait;
    if (proxy.is_send) {
      send_step(caller, operation, proxy, options.step, send, options.polls);
    } else {
      receive_step(caller, operation, proxy, options.step, receive, options.polls);
    }
  }
}

void play_hang(Player& player) {
  const std::string& role = player.options.role;
  for (const char* known : {"absent", "peer", "data", "gpu", "launch", "network"}) {
    player.outcome.is_known |= role == known;
  }
  Caller caller = open(player, kFirstCommunicator, "world");
  run_many(player, caller, player.options.operations);
  if (role != "absent") {
    Operation operation =
        operation_of(player, static_cast<std::uint64_t>(player.options.operations));
    enqueue(caller, operation);
    run_into(caller, operation, player.options);
  }
  hold(player);
  player.outcome.calls += caller.calls;
}

// What this process executes for another: its context, its parent, its pid.
void play_pxn(Player& player) {
  Caller caller = open(player, kFirstCommunicator, "world");
  run_many(player, caller, player.options.operations);
  Caller foreign = caller;
  foreign.context = reinterpret_cast<void*>(0x00007F12345678F0);
  for (int n = 0; n < player.options.operations; ++n) {
    Operation operation = operation_of(player, static_cast<std::uint64_t>(n));
    operation.mask = player.host.mask_now();
    operation.shape.foreign_pid = getpid() + 1;
    operation.handle = reinterpret_cast<void*>(0x00007F1234560010);
    append(foreign, operation);
    report_progress(foreign, operation);
    for (ProxyOperation& proxy : operation.proxies) {
      if (proxy.is_send) send_step(foreign, operation, proxy, 0, SendState::kDone);
      else receive_step(foreign, operation, proxy, 0, ReceiveState::kDone);
    }
    finish(foreign, operation);
  }
  player.outcome.calls += foreign.calls - caller.calls;
  close(player, caller);
}

// A peer stalls: each send step waits for credit and each receive is asked again, many times.
void play_storm(Player& player) {
  Caller caller = open(player, kFirstCommunicator, "world");
  const int polls = player.options.polls;
  for (int n = 0; n < player.options.operations; ++n) {
    Operation operation = operation_of(player, static_cast<std::uint64_t>(n));
    enqueue(caller, operation);
    append(caller, operation);
    const int channels = player.options.channels;
    for (int channel = 0; channel < channels; ++channel) start_kernel(caller, operation, channel);
    report_progress(caller, operation);
    for (int step = 0; step < player.options.steps; ++step) {
      for (ProxyOperation& proxy : operation.proxies) {
        if (proxy.is_send) {
          send_step(caller, operation, proxy, step, SendState::kDone, polls);
        } else {
          receive_step(caller, operation, proxy, step, ReceiveState::kDone, polls);
        }
      }
    }
    for (int channel = 0; channel < channels; ++channel) stop_kernel(caller, operation, channel);
    finish(caller, operation);
  }
  hold(player);
  close(player, caller);
}

void play_communicators(Player& player) {
  std::vector<Caller> callers(static_cast<std::size_t>(player.options.communicators));
  std::vector<std::thread> threads;
  // Init comes from several threads at once, as when a program makes its groups in parallel.
  for (std::size_t half = 0; half < 2; ++half) {
    threads.emplace_back([&, half] {
      for (std::size_t n = half; n < callers.size(); n += 2) {
        callers[n] = open(player, kFirstCommunicator + n, n % 2 == 0 ? nullptr : "group");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t n = 0; n < callers.size(); ++n) {
    for (int round = 0; round < player.options.operations; ++round) {
      Operation operation = operation_of(player, static_cast<std::uint64_t>(round));
      operation.shape.comm_id = kFirstCommunicator + n;
      operation.shape.comm_name = nullptr;
      run(callers[n], operation);
      note(player, operation);
    }
  }
  hold(player);
  for (Caller& caller : callers) close(player, caller);
}

// Captured once, replayed on a thread of the driver's.
void play_graph(Player& player) {
  Caller caller = open(player, kFirstCommunicator, "world");
  Operation captured = operation_of(player, 0);
  captured.shape.is_captured = true;
  enqueue(caller, captured);
  run_transfers(caller, captured);
  std::thread driver([&] {
    for (int n = 0; n < player.options.operations; ++n) {
      Operation operation = captured;
      operation.mask = player.host.mask_now();
      enqueue(caller, operation, true);
      run_transfers(caller, operation);
    }
  });
  driver.join();
  close(player, caller);
}

// The communicator is destroyed with an operation in flight; what NCCL stops later is stale.
void play_finalize(Player& player) {
  Caller caller = open(player, kFirstCommunicator, "world");
  run_many(player, caller, player.options.operations);
  Operation operation = operation_of(player, 0);
  enqueue(caller, operation);
  run_into(caller, operation, player.options);
  player.host.table->finalize(caller.context);
  finish(caller, operation);
  for (int channel = 0; channel < player.options.channels; ++channel) {
    stop_kernel(caller, operation, channel);
  }
  hold(player);
  player.outcome.calls += caller.calls;
}

// Operations that are recycled without a stop, as 2.31 does when it aborts.
void play_unstopped(Player& player) {
  for (int n = 0; n < player.options.operations; ++n) {
    Caller caller = open(player, kFirstCommunicator + static_cast<std::uint64_t>(n), "aborted");
    Operation operation = operation_of(player, 0);
    enqueue(caller, operation);
    run_into(caller, operation, player.options);
    close(player, caller);
  }
}

}  // namespace

Outcome play(Host& host, const Options& options) {
  struct Scenario {
    const char* name;
    void (*play)(Player&);
  };
  constexpr Scenario kScenarios[] = {
      {"healthy", play_healthy},   {"hang", play_hang},
      {"pxn", play_pxn},           {"storm", play_storm},
      {"graph", play_graph},       {"communicators", play_communicators},
      {"finalize", play_finalize}, {"unstopped", play_unstopped}};
  Player player{host, options, {}};
  for (const Scenario& scenario : kScenarios) {
    if (options.scenario != scenario.name) continue;
    scenario.play(player);
    return player.outcome;
  }
  player.outcome.is_known = false;
  return player.outcome;
}

}  // namespace c4::replay
