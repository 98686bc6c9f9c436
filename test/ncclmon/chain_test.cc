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

TEST("one that cannot be loaded, fits no version or fails is left out with one line each") {
  const auto complaint_with = [](const char* path) {
    return steps::errors_of([=] {
      setenv("C4_CHAIN_PROFILER", path, 1);
      Host host = nccl_host::host_of(6);
      play(host, options_of("healthy"));
      EQUAL(reader::only().header().chain_errors.load(), 1U);
      EQUAL(reader::only().communicator(0).completed.load(), 5U);
      std::filesystem::remove(reader::paths().front());
    });
  };
  for (const std::string& path : {std::string("/nonexistent.so"), library("librecorder3.so")}) {
    const std::string text = complaint_with(path.c_str());
    EQUAL(std::count(text.begin(), text.end(), '\n'), 1);
    CHECK(text.find("chained profiler is off") != std::string::npos);
  }
  setenv("RECORDER_LOG", "/dev/null", 1);
  setenv("RECORDER_FAIL", "1", 1);
  const std::string text = complaint_with(library("librecorder.so").c_str());
  EQUAL(std::count(text.begin(), text.end(), '\n'), 1);
}
