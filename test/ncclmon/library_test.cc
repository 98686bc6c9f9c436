// The plugin as a file: found by its names, loaded as NCCL loads it, sharing one core.
#include <dlfcn.h>

#include <algorithm>

#include "check.h"
#include "nccl_host.h"
#include "reader.h"
#include "steps.h"

namespace {

using namespace c4;
using namespace c4::replay;

std::string built(const char* name) {
  const auto folder = std::filesystem::read_symlink("/proc/self/exe").parent_path().parent_path();
  return (folder / name).string();
}

Options options() {
  Options options;
  options.operations = 4;
  options.channels = 2;
  options.steps = 3;
  return options;
}

}  // namespace

TEST("the plugin loads under NCCL's names and RCCL's, in every version, and writes its file") {
  for (const char* name : {"libnccl-profiler-c4.so", "libnccl-profiler.so", "librccl-profiler.so",
                           "librccl-profiler-c4.so"}) {
    for (int version = 1; version <= 7; ++version) {
      CHECK(steps::in_child([=] {
        Host host;
        CHECK(load(host, built(name).c_str(), version, true));
        play(host, options());
      }) == 0);
      const reader::File file = reader::only();
      EQUAL(file.communicator(0).completed.load(), 4U);
      EQUAL(file.header().abi_version, version);
      CHECK(file.header().end_kind.load() == EndKind::kFinished);
      std::filesystem::remove(reader::paths().front());
    }
  }
}

TEST("the plugin and the C API of one process share one file") {
  Host host;
  CHECK(load(host, built("libnccl-profiler-c4.so").c_str(), 6, true));
  play(host, options());
  void* library = dlopen(built("libc4mon.so").c_str(), RTLD_NOW | RTLD_LOCAL);
  CHECK(library != nullptr);
  const auto declare = reinterpret_cast<void (*)(std::uint64_t)>(dlsym(library, "c4mon_step"));
  CHECK(declare != nullptr);
  declare(42);
  EQUAL(reader::only().header().step.load(), 42U);
}

TEST("the plugin may be closed while threads that it has seen live on") {
  CHECK(steps::in_child([] {
    Host host;
    CHECK(load(host, built("libnccl-profiler-c4.so").c_str(), 6, true));
    Options two = options();
    two.threads = 2;
    play(host, two);
    dlclose(host.library);
    play(host, two);  // still mapped: its exit and fork handlers must be
  }) == 0);
}

TEST("the hooks bring no C++ runtime into the programs they are loaded into") {
  for (const char* name : {"libc4mon.so", "libnccl-profiler-c4.so", "libnccl-profiler-noop.so"}) {
    std::ifstream stream(built(name), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    CHECK(bytes.size() > 1000);
    if (bytes.find("__asan") != std::string::npos || bytes.find("__tsan") != std::string::npos) {
      check::skip("a sanitizer brings its own runtime");
    }
    CHECK(bytes.find("libstdc++") == std::string::npos);
    CHECK(bytes.find("libgcc_s") == std::string::npos);
  }
}
