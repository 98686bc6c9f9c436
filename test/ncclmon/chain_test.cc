// A second profiler behind ours: it must be told what it would be told alone.
#include <algorithm>
#include <functional>
#include <sstream>

#include "check.h"
#include "core/state.h"
#include "nccl/abi.h"
#include "nccl_host.h"
#include "reader.h"
#include "steps.h"

namespace {

using namespace c4;
using namespace c4::replay;

std::string library(const char* name) {
  return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / name).string();
}

std::string text_of(const std::string& path) {
  std::ifstream stream(path);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

Options options_of(const char* name) {
  Options options;
  options.scenario = name;
  options.operations = 5;
  options.channels = 2;
  options.steps = 12;
  options.polls = 3;
  return options;
}

constexpr std::uint64_t kId = 0x1234;

void forget_files() {
  for (const auto& path : reader::paths()) std::filesystem::remove(path);
}

struct Chained {
  const char* second = "librecorder.so";
  int version = 6;         // that NCCL uses with us
  int second_version = 6;  // that the second one has alone
  int mask = nccl::kColl | nccl::kProxyStep | nccl::kKernelCh;
};

using Play = std::function<void(Host&)>;

Play scenario(const char* name) {
  return [name](Host& host) { play(host, options_of(name)); };
}

std::string log_alone(const Chained& chained, const Play& play) {
  const std::string log = check::directory() + "/alone";
  setenv("RECORDER_LOG", log.c_str(), 1);
  setenv("RECORDER_MASK", std::to_string(chained.mask).c_str(), 1);
  CHECK(steps::in_child([&] {
    Host host;
    CHECK(load(host, library(chained.second).c_str(), chained.second_version, true));
    play(host);
    std::fflush(nullptr);
  }) == 0);
  return text_of(log);
}

std::string log_behind(const Chained& chained, const Play& play) {
  const std::string log = check::directory() + "/behind";
  setenv("RECORDER_LOG", log.c_str(), 1);
  setenv("RECORDER_MASK", std::to_string(chained.mask).c_str(), 1);
  CHECK(steps::in_child([&] {
    setenv("C4_CHAIN_PROFILER", library(chained.second).c_str(), 1);
    Host host = nccl_host::host_of(chained.version);
    play(host);
    std::fflush(nullptr);
  }) == 0);
  return text_of(log);
}

void expect_same(const Chained& chained, const Play& play) {
  const std::string alone = log_alone(chained, play);
  const std::string behind = log_behind(chained, play);
  CHECK(alone.size() > 1000);
  CHECK(alone.find("-1") == std::string::npos);
  CHECK(behind.find(" -1") == std::string::npos);
  if (alone == behind) return;
  const auto [left, right] =
      std::mismatch(alone.begin(), alone.end(), behind.begin(), behind.end());
  const std::string where(left, std::min(left + 200, alone.end()));
  const std::string found(right, std::min(right + 200, behind.end()));
  check::fail(__FILE__, __LINE__, ("alone: " + where + "\nbehind: " + found).c_str());
}

// What PXN hands over of another process.
struct Foreign {
  pid_t pid = 0;
  void* context = nullptr;
  void* operation = nullptr;
};

/// Of a real one that runs this hook and counts its handles from the same beginning as we do.
Foreign foreign_of(const Chained& chained) {
  int ends[2];
  CHECK(pipe(ends) == 0);
  log_behind(chained, [&](Host& host) {
    Caller caller = nccl_host::open(host, kId);
    Operation operation;
    enqueue(caller, operation);
    const Foreign foreign{getpid(), caller.context, operation.handle};
    CHECK(write(ends[1], &foreign, sizeof(foreign)) == sizeof(foreign));
  });
  forget_files();
  Foreign foreign;
  CHECK(read(ends[0], &foreign, sizeof(foreign)) == sizeof(foreign));
  close(ends[0]);
  close(ends[1]);
  return foreign;
}

/// A proxy operation of another process, run here; NCCL starts its steps though we decline it.
void run_foreign(Host& host, const Foreign& foreign, int pid) {
  Caller caller;
  caller.host = &host;
  caller.context = foreign.context;
  Operation operation;
  operation.mask = host.mask_now();
  operation.handle = foreign.operation;
  operation.shape.channels = 2;
  operation.shape.foreign_pid = pid;
  append(caller, operation);
  report_progress(caller, operation);
  for (ProxyOperation& proxy : operation.proxies) {
    if (proxy.is_send) send_step(caller, operation, proxy, 0, SendState::kDone);
    else receive_step(caller, operation, proxy, 0, ReceiveState::kDone);
  }
  finish(caller, operation);
}

/// An operation of ours, with what the first of the strangers who is not our double has us run.
Play beside(std::vector<Foreign> strangers) {
  return [strangers = std::move(strangers)](Host& host) {
    Caller caller = nccl_host::open(host, kId);
    Operation operation;
    operation.shape.channels = 2;
    enqueue(caller, operation);
    for (const Foreign& foreign : strangers) {
      // One process in 16,383 draws our number, and its handles cannot be told from ours.
      if (foreign.context == caller.context && &foreign != &strangers.back()) continue;
      run_foreign(host, foreign, foreign.pid);
      run_foreign(host, foreign, 0);  // in a container of its own it may have our pid
      break;
    }
    run_transfers(caller, operation);
    host.table->finalize(caller.context);
  };
}

}  // namespace

TEST("the second profiler is told the same events with its own handles, for every mask") {
  for (const int mask : {1, 2, 8, 16, 64, 128, 256, 512, 2048, 70, 144, 4095, 32}) {
    const Chained chained{.mask = mask};
    const std::string alone = log_alone(chained, scenario("healthy"));
    CHECK(log_behind(chained, scenario("healthy")) == alone);
  }
}

TEST("polls, hangs, several communicators and graphs reach it as they are") {
  expect_same({}, scenario("storm"));
  expect_same({}, scenario("hang"));
  expect_same({.mask = 4095}, scenario("graph"));
}

TEST("events that it declines are not stopped, and their children have no parent") {
  setenv("RECORDER_DECLINE", "8", 1);
  expect_same({.mask = 4095}, scenario("healthy"));
  setenv("RECORDER_DECLINE", "2", 1);
  expect_same({.mask = 4095}, scenario("healthy"));
}

TEST("a second stop reaches it as it would alone, and ends nothing twice in our file") {
  const Play play = [](Host& host) {
    Caller caller = nccl_host::open(host, 0x1234);
    Operation operation;
    operation.shape.channels = 2;
    run(caller, operation);
    stop(caller, operation.handle);
    for (ProxyOperation& proxy : operation.proxies) stop(caller, proxy.handle);
  };
  expect_same({.mask = 4095}, play);
  const reader::File file = reader::only();
  EQUAL(file.communicator(0).started.load(), 1U);
  EQUAL(file.communicator(0).completed.load(), 1U);
  EQUAL(file.header().bad_handles.load(), 4U);  // the proxies'; a Coll's stop may come late
}

TEST("an older interface of version 4 is fed from a newer one") {
  expect_same({.second = "librecorder4.so", .version = 6, .second_version = 4, .mask = 255},
              scenario("healthy"));
  expect_same({.version = 5, .second_version = 5, .mask = 4095}, scenario("healthy"));
  expect_same({.version = 4, .second_version = 4, .mask = 255}, scenario("healthy"));
}

TEST("our own file is what it would be without the second") {
  for (const int mask : {1, 4095}) {
    log_behind({.mask = mask}, scenario("healthy"));
    const reader::File file = reader::only();
    EQUAL(file.communicator(0).completed.load(), 5U);
    EQUAL(file.communicator(0).started.load(), 5U);
    EQUAL(file.header().bad_handles.load(), 0U);
    EQUAL(file.header().chain_errors.load(), 0U);
    EQUAL(file.lane(1, 1, Direction::kSend).done_steps.load(), 60U);
    EQUAL(file.lane(7, 0, Direction::kReceive).done_steps.load(), 60U);
    std::filesystem::remove(reader::paths().front());
  }
}

TEST("it works although our own hook is off") {
  unsetenv("C4_DIR");
  expect_same({.mask = 4095}, scenario("healthy"));
}

TEST("what belongs to another process is spared it") {
  const std::string log = log_behind({.mask = 4095}, scenario("pxn"));
  EQUAL(std::count(log.begin(), log.end(), '\n') > 100, true);
  CHECK(log.find("context -1") == std::string::npos);
  EQUAL(reader::only().header().foreign_contexts.load() >= 5U * 4, true);
}

TEST("a process that runs the same hook and counts as we do is still another") {
  const Chained chained{.mask = 4095};
  for (const bool is_watched : {true, false}) {
    if (!is_watched) unsetenv("C4_DIR");
    const std::string without = log_behind(chained, beside({}));
    forget_files();
    CHECK(std::count(without.begin(), without.end(), '\n') > 100);
    const std::vector<Foreign> strangers = {foreign_of(chained), foreign_of(chained)};
    CHECK(log_behind(chained, beside(strangers)) == without);
    if (!is_watched) continue;
    const reader::File file = reader::only();
    EQUAL(file.header().foreign_contexts.load(), 2U * 4);
    EQUAL(file.communicator(0).completed.load(), 1U);
    EQUAL(file.lane(1, 0, Direction::kSend).done_steps.load(), 14U);
    forget_files();
  }
}

TEST("a forked child is no longer its parent, and its own proxies are its own") {
  for (const bool is_watched : {true, false}) {
    if (!is_watched) unsetenv("C4_DIR");
    log_behind({.mask = 4095}, [](Host& host) {
      Caller parents = nccl_host::open(host, kId);
      CHECK(steps::in_child([&] {
        Operation stale;
        enqueue(parents, stale);
        CHECK(stale.handle == nullptr);
        Caller caller = nccl_host::open(host, kId + 1);
        Operation operation;
        run(caller, operation);
        EQUAL(operation.proxies.size(), 16U);
        for (const ProxyOperation& proxy : operation.proxies) CHECK(proxy.handle != nullptr);
      }) == 0);
    });
  }
}

TEST("one that cannot be loaded, fits no version or fails is left out, with one line in all") {
  const auto complaint_with = [](const char* path, std::uint64_t refusals) {
    return steps::errors_of([=] {
      setenv("C4_CHAIN_PROFILER", path, 1);
      Host host = nccl_host::host_of(6);
      for (int communicator = 0; communicator < 3; ++communicator) {
        play(host, options_of("healthy"));
      }
      const reader::File file = reader::only();
      EQUAL(file.header().chain_errors.load(), refusals);
      for (const std::size_t each : {0U, 1U, 2U}) {
        EQUAL(file.communicator(each).completed.load(), 5U);
      }
      forget_files();
    });
  };
  for (const std::string& path : {std::string("/nonexistent.so"), library("librecorder3.so")}) {
    const std::string text = complaint_with(path.c_str(), 1);
    EQUAL(std::count(text.begin(), text.end(), '\n'), 1);
    CHECK(text.find("chained profiler is off") != std::string::npos);
  }
  setenv("RECORDER_LOG", "/dev/null", 1);
  setenv("RECORDER_FAIL", "1", 1);
  const std::string text = complaint_with(library("librecorder.so").c_str(), 3);
  EQUAL(std::count(text.begin(), text.end(), '\n'), 1);
  CHECK(text.find("its init failed") != std::string::npos);
}
