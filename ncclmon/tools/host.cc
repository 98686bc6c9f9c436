#include "host.h"

#include <dlfcn.h>

#include <cstdio>

namespace c4::replay {
namespace {

using namespace nccl;

void log_nothing(int, unsigned long, const char*, int, const char*, ...) {}

int init_nothing(void** context, int*) {
  *context = context;
  return kSuccess;
}
// Not null: NCCL would then leave out the stop, and the harness would be measured too cheap.
int start_nothing(void* context, void** handle, void*) {
  *handle = context;
  return kSuccess;
}
int stop_nothing(void*) { return kSuccess; }
int record_nothing(void*, int, void*) { return kSuccess; }

constexpr Profiler1 kNothing = {"nothing",    init_nothing,   start_nothing,
                                stop_nothing, record_nothing, stop_nothing};

}  // namespace

bool load(Host& host, const char* path, int version, bool is_exact) {
  host.library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (host.library == nullptr) {
    std::fprintf(stderr, "c4mon-replay: %s\n", dlerror());
    return false;
  }
  for (int candidate = version; candidate >= 1; --candidate) {
    char symbol[32];
    std::snprintf(symbol, sizeof(symbol), "ncclProfiler_v%d", candidate);
    const void* table = dlsym(host.library, symbol);
    if (table != nullptr) {
      host.version = candidate;
      host.table = static_cast<const Profiler1*>(table);
      return true;
    }
    if (is_exact) break;
  }
  std::fprintf(stderr, "c4mon-replay: %s has no profiler interface v%d\n", path, version);
  return false;
}

void load_nothing(Host& host, int version) {
  host.version = version;
  host.table = &kNothing;
}

int initialize(Host& host, const CommunicatorNames& names, void** context) {
  *context = nullptr;
  if (host.table == &kNothing || host.version < 4) return host.table->init(context, &host.mask);
  if (host.version == 4) {
    return reinterpret_cast<const Profiler4*>(host.table)
        ->init(context, &host.mask, names.name, names.id, names.nodes, names.ranks, names.rank,
               log_nothing);
  }
  return reinterpret_cast<const Profiler5*>(host.table)
      ->init(context, names.id, &host.mask, names.name, names.nodes, names.ranks, names.rank,
             log_nothing);
}

}  // namespace c4::replay
