// The process file: when it cannot be had, what it says, how it ends.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>

#include "check.h"
#include "include/c4mon.h"
#include "reader.h"
#include "steps.h"

namespace {

using namespace c4;

void expect_one_complaint(const char* about) {
  const std::string text = steps::errors_of([] {
    CHECK(steps::open() == kNoHandle);
    CHECK(steps::open() == kNoHandle);
    CHECK(steps::begin(kNoHandle) == kNoHandle);
    declare_step(3);
    record_end(EndKind::kFinished, 0, "test");
    if (getuid() == 0) CHECK(seteuid(0) == 0);  // sanitizers read /proc when the child ends
  });
  EQUAL(std::count(text.begin(), text.end(), '\n'), 1);
  if (text.find(about) == std::string::npos) check::fail(__FILE__, __LINE__, text.c_str());
}

std::string control_path() { return reader::paths("ctl").front().string(); }

void write_control(std::uint64_t mask, std::uint64_t generation) {
  const int fd = open(control_path().c_str(), O_RDWR);
  CHECK(fd >= 0);
  CHECK(pwrite(fd, &mask, 8, 24) == 8);
  CHECK(pwrite(fd, &generation, 8, 16) == 8);
  close(fd);
}

bool is_locked(const std::filesystem::path& path) {
  const int fd = open(path.c_str(), O_RDWR);
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  CHECK(fcntl(fd, F_GETLK, &lock) == 0);
  close(fd);
  return lock.l_type != F_UNLCK;
}

std::ptrdiff_t open_descriptors() {
  const std::filesystem::directory_iterator first("/proc/self/fd");
  return std::distance(begin(first), end(first));
}

}  // namespace

TEST("without C4_DIR the hook is silent and does nothing") {
  unsetenv("C4_DIR");
  const std::string text = steps::errors_of([] { CHECK(steps::open() == kNoHandle); });
  EQUAL(text.size(), 0U);
  EQUAL(reader::paths().size(), 0U);
}

TEST("a missing directory switches the hook off with one line") {
  setenv("C4_DIR", (check::directory() + "/absent").c_str(), 1);
  expect_one_complaint("directory");
}

TEST("a directory that may not be written switches the hook off with one line") {
  CHECK(chmod(check::directory().c_str(), 0555) == 0);
  if (geteuid() == 0) CHECK(seteuid(65534) == 0);
  expect_one_complaint("Permission denied");
  if (getuid() == 0) CHECK(seteuid(0) == 0);
}

TEST("a node's name that leads out of the directory is refused") {
  setenv("C4_NODE", "../elsewhere", 1);
  expect_one_complaint("node's name");
}

TEST("names that the agent would refuse switch the hook off with one line") {
  const std::string too_long(64, 'n');
  for (const char* name : {"node-17.example.org", "-17", "rack_", "größe", too_long.c_str()}) {
    setenv("C4_NODE", name, 1);
    expect_one_complaint("node's name");
  }
  setenv("C4_NODE", "node-0", 1);
  for (const char* name : {"llama.70b", "a b", "a/b", too_long.c_str()}) {
    setenv("C4_JOB", name, 1);
    expect_one_complaint("job's name");
  }
  setenv("C4_JOB", std::string(63, 'j').c_str(), 1);
  setenv("C4_NODE", "Rack_1-host-2", 1);
  CHECK(steps::open() != kNoHandle);
}

TEST("a full tmpfs is an error at the first communicator and no SIGBUS later") {
  if (geteuid() != 0 || unshare(CLONE_NEWNS) != 0) check::skip("needs root to mount a tmpfs");
  mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  if (mount("tmpfs", check::directory().c_str(), "tmpfs", 0, "size=1m") != 0) {
    check::skip("may not mount a tmpfs here");
  }
  expect_one_complaint("No space left");
  EQUAL(reader::paths().size(), 0U);
  EQUAL(reader::paths("ctl").size(), 0U);
  umount(check::directory().c_str());
}

TEST("a file that cannot be mapped leaves no descriptor and no file behind") {
  const std::string text = steps::errors_of([] {
    const auto before = open_descriptors();
    // Enough for the control file and not for the process file.
    std::uint64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const rlim_t bytes = pages * static_cast<rlim_t>(getpagesize()) + (2U << 20);
    const struct rlimit little {bytes, RLIM_INFINITY};
    const struct rlimit ample {RLIM_INFINITY, RLIM_INFINITY};
    CHECK(setrlimit(RLIMIT_AS, &little) == 0);
    CHECK(steps::open() == kNoHandle);
    CHECK(setrlimit(RLIMIT_AS, &ample) == 0);
    EQUAL(open_descriptors(), before);
  });
  CHECK(text.find("map or lock") != std::string::npos);
  EQUAL(reader::paths().size(), 0U);
  EQUAL(reader::paths("ctl").size(), 0U);
}

TEST("a control file of unknown layout switches the hook off and is left as it is") {
  // The pid of the child is not known before: every name that it could have is a directory's.
  const std::string text = steps::errors_of([] {
    const int status = steps::in_child([] {
      CHECK(steps::open() != kNoHandle);
      const std::string path = control_path();
      const std::uint32_t version = 99;
      const int fd = open(path.c_str(), O_RDWR);
      CHECK(pwrite(fd, &version, 4, 8) == 4);
      close(fd);
      // The same process again, as after exec: same names, an unknown control file.
      g_monitor.watch.store(Watch::kUnopened);
      CHECK(steps::open() == kNoHandle);
    });
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  });
  CHECK(text.find("layout") != std::string::npos);
  const reader::File control = reader::read(control_path());
  EQUAL(control.at<ControlFile>(0).version, 99U);
}

TEST("no file is made before the first communicator") {
  declare_phase(Phase::kEval);
  c4mon_step(4);
  EQUAL(reader::paths().size(), 0U);
}

TEST("the file names job, node, rank, process and clock") {
  setenv("C4_JOB", "language-model", 1);
  setenv("OMPI_COMM_WORLD_RANK", "3", 1);
  setenv("OMPI_COMM_WORLD_SIZE", "4", 1);
  setenv("OMPI_COMM_WORLD_LOCAL_RANK", "1", 1);
  CHECK(steps::open() != kNoHandle);
  const reader::File file = reader::only();
  const FileHeader& header = file.header();
  EQUAL(file.bytes.size(), kFileBytes);
  CHECK(std::memcmp(&header.magic, "C4MON\0\0\0", 8) == 0);
  EQUAL(header.layout_version.load(), kLayoutVersion);
  EQUAL(header.pid, getpid());
  EQUAL(header.rank, 3);
  EQUAL(header.local_rank, 1);
  EQUAL(header.world_size, 4);
  CHECK(std::strcmp(header.job, "language-model") == 0);
  CHECK(std::strcmp(header.node, "node-0") == 0);
  CHECK(std::strcmp(header.library, "test") == 0);
  CHECK(header.process_start_ticks > 0);
  const std::string name = reader::paths().front().filename().string();
  const std::string start = std::to_string(header.process_start_ticks);
  CHECK(name == std::to_string(getpid()) + "-" + start + ".mon");
  const std::uint64_t now = ticks_to_ns(g_monitor.clock, now_ticks());
  const std::uint64_t truth = monotonic_ns();
  CHECK(now < truth + 50'000'000 && truth < now + 50'000'000);
}

TEST("with C4_NODES the node follows from the rank, in contiguous blocks") {
  unsetenv("C4_NODE");
  setenv("C4_NODES", "2", 1);
  setenv("RANK", "5", 1);
  setenv("WORLD_SIZE", "8", 1);
  CHECK(steps::open() != kNoHandle);
  EQUAL(reader::paths("proc", "node-1").size(), 1U);
}

TEST("C4_RANK is believed before the launcher's own words") {
  setenv("RANK", "5", 1);
  setenv("C4_RANK", "2", 1);
  setenv("C4_WORLD_SIZE", "9", 1);
  CHECK(steps::open() != kNoHandle);
  EQUAL(reader::only().header().rank, 2);
  EQUAL(reader::only().header().world_size, 9);
}

TEST("a rank outside its world keeps its number and tells no size, for readers would refuse both") {
  setenv("C4_RANK", "5", 1);
  setenv("WORLD_SIZE", "4", 1);
  setenv("LOCAL_RANK", "2000000", 1);
  CHECK(steps::open() != kNoHandle);
  EQUAL(reader::only().header().rank, 5);
  EQUAL(reader::only().header().world_size, -1);
  EQUAL(reader::only().header().local_rank, -1);
}

TEST("a process that is killed leaves its last state, its open operation, and no lock") {
  const int status = steps::in_child([] {
    const Handle world = steps::open();
    operation_end(steps::begin(world), now_ticks());
    steps::begin(world);
    CHECK(steps::in_child([] { CHECK(is_locked(reader::paths().front())); }) == 0);
    raise(SIGKILL);
  });
  CHECK(WIFSIGNALED(status));
  const reader::File file = reader::only();
  EQUAL(file.communicator(0).started.load(), 2U);
  EQUAL(file.communicator(0).completed.load(), 1U);
  EQUAL(file.open_operations(0), 1U);
  CHECK(file.header().end_kind.load() == EndKind::kRunning);
  CHECK(!is_locked(reader::paths().front()));
}

TEST("a program that closes low descriptors keeps its lock") {
  const int status = steps::in_child([] {
    CHECK(steps::open() != kNoHandle);
    for (int fd = 3; fd < 100; ++fd) close(fd);
    CHECK(steps::in_child([] { CHECK(is_locked(reader::paths().front())); }) == 0);
  });
  EQUAL(status, 0);
}

TEST("exit with zero is finished, with another code exited, and a word before it is kept") {
  CHECK(WEXITSTATUS(steps::in_child([] { steps::open(); std::exit(3); })) == 3);
  const reader::File failed = reader::only();
  CHECK(failed.header().end_kind.load() == EndKind::kExited);
  EQUAL(failed.header().exit_code, 3);
  std::filesystem::remove(reader::paths().front());
  steps::in_child([] { steps::open(); });
  CHECK(reader::only().header().end_kind.load() == EndKind::kFinished);
  std::filesystem::remove(reader::paths().front());
  steps::in_child([] { steps::open(); c4mon_finish("scale-down"); std::exit(7); });
  const reader::File announced = reader::only();
  CHECK(announced.header().end_kind.load() == EndKind::kFinished);
  CHECK(std::strcmp(announced.header().end_reason, "scale-down") == 0);
}

TEST("a forked child is not watched, is counted, and harms nothing of its parent") {
  const Handle world = steps::open();
  const Handle sum = steps::begin(world);
  const int status = steps::in_child([=] {
    operation_end(sum, now_ticks());
    CHECK(steps::begin(world) == kNoHandle);
    communicator_close(world);
    std::exit(9);
  });
  EQUAL(WEXITSTATUS(status), 9);
  const reader::File file = reader::only();
  EQUAL(file.header().forks.load(), 1U);
  EQUAL(file.open_operations(0), 1U);
  CHECK(file.header().end_kind.load() == EndKind::kRunning);
  CHECK(file.communicator(0).state.load() == SlotState::kLive);
}

TEST("a forked child that makes a communicator has a file of its own") {
  const Handle world = steps::open();
  connection_open(world, {.peer = 1});
  EQUAL(steps::in_child([] {
    const Handle own = steps::open(8);
    CHECK(own != kNoHandle);
    CHECK(connection_open(own, {.peer = 1}) != kNoHandle);
    operation_end(steps::begin(own), now_ticks());
  }), 0);
  const auto files = reader::paths();
  EQUAL(files.size(), 2U);
  for (const auto& path : files) {
    const reader::File file = reader::read(path);
    const bool is_child = file.communicator(0).id == 8;
    EQUAL(file.communicator(0).completed.load(), is_child ? 1U : 0U);
    EQUAL(file.header().connections_used.load(), 1U);
    CHECK(file.header().end_kind.load() == (is_child ? EndKind::kFinished : EndKind::kRunning));
  }
}

TEST("mask 0 silences within one call, the mask's return revives, and both are reported") {
  const Handle world = steps::open();
  const Handle before = steps::begin(world);
  write_control(0, 1);
  CHECK(steps::begin(world) == kNoHandle);
  EQUAL(reader::only().header().mask_in_force.load(), 0U);
  EQUAL(reader::only().header().control_generation.load(), 1U);
  operation_end(before, now_ticks());  // what began before is led to its end
  EQUAL(reader::only().open_operations(0), 0U);
  write_control(kWatchDefault, 2);
  CHECK(steps::begin(world) != kNoHandle);
  EQUAL(reader::only().header().control_generation.load(), 2U);
  EQUAL(reader::only().communicator(0).started.load(), 2U);
}

TEST("phase and step are shown as the program declares them") {
  steps::open();
  declare_phase(Phase::kSave);
  declare_phase(Phase::kSave);
  c4mon_phase(99);
  declare_step(17);
  EQUAL(reader::only().header().phase_count.load(), 1U);
  EQUAL(reader::only().header().step.load(), 17U);
  CHECK(reader::only().header().phase.load() == Phase::kSave);
  CHECK(reader::only().header().phase_since_ticks.load() > 0);
  c4mon_phase(C4MON_PHASE_NONE);
  CHECK(reader::only().header().phase.load() == Phase::kNone);
}
