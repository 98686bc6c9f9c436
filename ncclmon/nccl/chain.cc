#include "chain.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sys/mman.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/monitor.h"
#include "mask.h"
#include "process.h"

namespace c4::nccl::chain {
namespace {

// Parents (all but steps and the like) must outlive their own stop: children come later. A place is
// taken again only when its event has stopped and the ring has gone round. The rest may be
// abandoned by NCCL (polled again without a stop) and is taken again after one round in any case.
constexpr std::uint32_t kParentsMax = 1U << 15;
constexpr std::uint32_t kLeavesMax = 1U << 15;
constexpr std::uint32_t kProbesMax = 64;
constexpr std::uint32_t kContextsMax = 256;
constexpr std::size_t kDescriptorBytes[] = {0, 120, 128, 120, 104, 112, 112, 136};
constexpr std::size_t kDescriptorBytesMax = 136;

struct Pair {
  std::atomic<std::uint32_t> generation;
  std::atomic<std::uint32_t> is_open;
  Handle ours;
  void* theirs;
};

struct Context {
  std::atomic<std::uint32_t> generation;
  std::atomic<std::uint32_t> is_taken;
  Handle ours;
  void* theirs;
  bool has_theirs;
};

struct Second {
  int version = 0;
  const Profiler1* table = nullptr;  // the five calls but init have one place in all versions
};

Second g_second;
Pair* g_pairs = nullptr;
Context g_contexts[kContextsMax];
std::atomic<std::uint32_t> g_next_parent{0};
std::atomic<std::uint32_t> g_next_leaf{0};
int g_mask = 0;  // theirs to write, at any time
pthread_once_t g_once = PTHREAD_ONCE_INIT;
std::atomic<int> g_asked_version{0};
std::atomic<bool> g_active{false};

// Each is counted; the log has one line for the process, however many communicators it makes.
void refuse(const char* message, const char* detail) noexcept {
  static std::atomic<bool> is_told{false};
  char line[256];
  std::snprintf(line, sizeof(line), "%s%s%s", message, detail[0] != '\0' ? ": " : "", detail);
  if (is_on()) count(g_monitor.header->chain_errors);
  note_error(line);
  if (is_told.exchange(true, std::memory_order_relaxed)) return;
  std::fprintf(stderr, "c4mon: the chained profiler is off: %s\n", line);
}

// The newest version that it has and that NCCL's events can be told in.
Second find_table(void* library, int version) noexcept {
  char symbol[] = "ncclProfiler_v0";
  for (int candidate = version; candidate >= kVersionMin; --candidate) {
    const bool is_readable = candidate == version || (candidate >= 4 && version >= 5);
    if (!is_readable) break;
    symbol[sizeof(symbol) - 2] = static_cast<char>('0' + candidate);
    const void* table = dlsym(library, symbol);
    if (table != nullptr) return {candidate, static_cast<const Profiler1*>(table)};
  }
  return {};
}

// As NCCL itself reads NCCL_PROFILER_PLUGIN: a path, else a short name that stands for
// libnccl-profiler-<name>.so, or STATIC_PLUGIN for one linked into the program.
void* open_library(const char* name) noexcept {
  if (std::strcmp(name, "STATIC_PLUGIN") == 0) return dlopen(nullptr, RTLD_NOW | RTLD_LOCAL);
  void* library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (library != nullptr || std::strchr(name, '/') != nullptr) return library;
  char full[256];
  const int length = std::snprintf(full, sizeof(full), "libnccl-profiler-%s.so", name);
  if (length < 0 || static_cast<std::size_t>(length) >= sizeof(full)) return nullptr;
  return dlopen(full, RTLD_NOW | RTLD_LOCAL);
}

void load() noexcept {
  const char* path = std::getenv("C4_CHAIN_PROFILER");
  if (path == nullptr || *path == '\0') return;
  void* library = open_library(path);
  if (library == nullptr) return refuse("it cannot be loaded", dlerror());
  const Second second = find_table(library, g_asked_version.load(std::memory_order_relaxed));
  if (second.table == nullptr) return refuse("it has no interface that fits NCCL's", path);
  void* address = mmap(nullptr, sizeof(Pair) * (kParentsMax + kLeavesMax), PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  if (address == MAP_FAILED) return refuse("there is no memory for its handles", "");
  g_pairs = static_cast<Pair*>(address);
  g_second = second;
  know_process();
  g_active.store(true, std::memory_order_release);
}

bool asks_for(int mask, int type) noexcept {
  const int steps = kProxyStep | kNetPlugin;
  const int proxies = kProxyOp | steps;
  const int colls = kColl | proxies | kKernelCh;
  const int copies = kCeColl | kCeSync | kCeBatch;
  int askers = type;
  switch (type) {
    case kGroupApi: askers = ~kProxyCtrl; break;
    case kCollApi: askers |= colls | copies; break;
    case kP2pApi: askers |= kP2p | proxies | kKernelCh; break;
    case kGroup: case kP2p: askers |= colls | kP2p; break;
    case kColl: askers |= colls; break;
    case kProxyOp: askers |= proxies; break;
    case kProxyStep: askers |= steps; break;
    case kCeColl: askers |= copies; break;
    default: break;
  }
  return (mask & askers) != 0;
}

Context* context_of(Handle handle) noexcept {
  if (!handle_is(handle, own_nonce(), HandleKind::kCommunicator)) return nullptr;
  const std::uint32_t index = handle_index(handle);
  if (index >= kContextsMax) return nullptr;
  Context& context = g_contexts[index];
  return (context.generation.load(std::memory_order_acquire) & kHandleGenerationMask) ==
                     handle_generation(handle) &&
                 context.is_taken.load(std::memory_order_acquire) == 2
             ? &context
             : nullptr;
}

Pair* pair_of(Handle handle) noexcept {
  if (!handle_is(handle, own_nonce(), HandleKind::kOther)) return nullptr;
  const std::uint32_t index = handle_index(handle);
  if (index >= kParentsMax + kLeavesMax) return nullptr;
  Pair& pair = g_pairs[index];
  return (pair.generation.load(std::memory_order_acquire) & kHandleGenerationMask) ==
                 handle_generation(handle)
             ? &pair
             : nullptr;
}

Handle handle_for(Pair& pair, Handle ours, void* theirs) noexcept {
  pair.ours = ours;
  pair.theirs = theirs;
  const std::uint32_t generation = pair.generation.fetch_add(1, std::memory_order_release) + 1;
  return make_handle(own_nonce(), HandleKind::kOther, generation,
                     static_cast<std::uint32_t>(&pair - g_pairs));
}

Handle keep(int type, Handle ours, void* theirs) noexcept {
  if (ours == kNoHandle && theirs == nullptr) return kNoHandle;
  const int leaves = kProxyStep | kNetPlugin | kKernelCh | kProxyCtrl | kKernelPhase;
  if ((type & leaves) != 0) {
    const std::uint32_t place = g_next_leaf.fetch_add(1, std::memory_order_relaxed) % kLeavesMax;
    return handle_for(g_pairs[kParentsMax + place], ours, theirs);
  }
  for (std::uint32_t probe = 0; probe < kProbesMax; ++probe) {
    const std::uint32_t place = g_next_parent.fetch_add(1, std::memory_order_relaxed) % kParentsMax;
    std::uint32_t closed = 0;
    if (g_pairs[place].is_open.compare_exchange_strong(closed, 1, std::memory_order_acquire)) {
      return handle_for(g_pairs[place], ours, theirs);
    }
  }
  // The second profiler loses an event it has begun; ours loses nothing that the file shows wrong.
  if (is_on()) count(g_monitor.header->chain_errors);
  return kNoHandle;
}

// A copy of NCCL's descriptor whose parents are one profiler's own handles.
struct Copy {
  alignas(8) unsigned char bytes[kDescriptorBytesMax];

  Copy(int version, const void* descriptor) noexcept {
    std::memcpy(bytes, descriptor, kDescriptorBytes[version]);
  }
  void set_parent(const void* parent) noexcept { std::memcpy(bytes + 8, &parent, sizeof(parent)); }
  void set_group(int type, const void* group) noexcept {
    const std::size_t at = type == kColl ? kBody + offsetof(Coll5, parent_group)
                                         : kBody + offsetof(P2p5, parent_group);
    std::memcpy(bytes + at, &group, sizeof(group));
  }
};

void* group_of(int type, const void* descriptor) noexcept {
  return type == kColl ? body_of<Coll5>(descriptor).parent_group
                       : body_of<P2p5>(descriptor).parent_group;
}

void* theirs_of(const void* handle) noexcept {
  const Pair* pair = pair_of(reinterpret_cast<Handle>(handle));
  return pair == nullptr ? nullptr : pair->theirs;
}

void* start_theirs(int version, const Context& context, int type,
                   const void* descriptor) noexcept {
  const bool is_known = g_second.version >= 5 || type <= kNetPlugin;
  const int wanted = __atomic_load_n(&g_mask, __ATOMIC_RELAXED);
  if (!context.has_theirs || !is_known || !asks_for(wanted, type)) return nullptr;
  Copy copy(version, descriptor);
  const void* parent = parent_of(descriptor);
  if (version >= 5 && (type == kColl || type == kP2p)) {
    const void* group = group_of(type, descriptor);
    copy.set_group(type, theirs_of(group));
    if (g_second.version == 4) parent = group;
  }
  copy.set_parent(theirs_of(parent));
  void* handle = nullptr;
  g_second.table->start_event(context.theirs, &handle, copy.bytes);
  return handle;
}

int init_theirs(void** context, const Init& init) noexcept {
  if (g_second.version >= 5) {
    return reinterpret_cast<const Profiler5*>(g_second.table)
        ->init(context, init.id, &g_mask, init.name, init.nodes, init.ranks, init.rank,
               init.logger);
  }
  if (g_second.version == 4) {
    return reinterpret_cast<const Profiler4*>(g_second.table)
        ->init(context, &g_mask, init.name, init.id, init.nodes, init.ranks, init.rank,
               init.logger);
  }
  return g_second.table->init(context, &g_mask);
}

}  // namespace

bool is_loaded(int version) noexcept {
  int unset = 0;
  g_asked_version.compare_exchange_strong(unset, version);
  pthread_once(&g_once, load);
  return is_active();
}

bool is_active() noexcept { return g_active.load(std::memory_order_relaxed); }

Handle open(int version, Handle ours, const Init& init) noexcept {
  (void)version;
  for (std::uint32_t index = 0; index < kContextsMax; ++index) {
    Context& context = g_contexts[index];
    std::uint32_t free = 0;
    if (!context.is_taken.compare_exchange_strong(free, 1)) continue;
    context.ours = ours;
    context.theirs = nullptr;
    context.has_theirs = init_theirs(&context.theirs, init) == kSuccess;
    if (!context.has_theirs) refuse("its init failed for a communicator", "");
    if (!context.has_theirs && ours == kNoHandle) {
      context.is_taken.store(0);
      return kNoHandle;
    }
    const std::uint32_t generation = context.generation.fetch_add(1) + 1;
    context.is_taken.store(2, std::memory_order_release);
    return make_handle(own_nonce(), HandleKind::kCommunicator, generation, index);
  }
  if (is_on()) count(g_monitor.header->chain_errors);
  return kNoHandle;
}

void close(Handle handle) noexcept {
  Context* context = context_of(handle);
  if (context == nullptr) return;
  if (context->has_theirs) g_second.table->finalize(context->theirs);
  close_context(context->ours);
  context->generation.fetch_add(1);
  context->is_taken.store(0, std::memory_order_release);
}

Handle start(int version, Handle handle, const void* descriptor) noexcept {
  const Context* context = context_of(handle);
  const int type = type_of(version, descriptor);
  const bool is_foreign =
      context == nullptr ||
      (type == kProxyOp && body_of<ProxyOpBody>(descriptor).pid != own_pid());
  if (is_foreign) {
    // Ours counts it; the second one is spared.
    (void)start_event(version, kNoHandle, descriptor);
    return kNoHandle;
  }
  const Handle parent = reinterpret_cast<Handle>(parent_of(descriptor));
  const Pair* parents = pair_of(parent);
  Handle ours = kNoHandle;
  if (asks_for(wanted_mask(version), type)) {
    Copy copy(version, descriptor);
    copy.set_parent(reinterpret_cast<void*>(parents == nullptr ? kNoHandle : parents->ours));
    ours = start_event(version, context->ours, copy.bytes);
  }
  return keep(type, ours, start_theirs(version, *context, type, descriptor));
}

void stop(int version, Handle handle) noexcept {
  (void)version;
  Pair* pair = pair_of(handle);
  if (pair == nullptr) return;
  const Handle ours = pair->ours;
  void* theirs = pair->theirs;
  // NCCL keeps handles that it has stopped and may stop one again. The pair is still there until
  // its place is taken, and both are told again: it is what the second one would get alone, and
  // ours knows its own stale handles.
  if (ours != kNoHandle) stop_event(ours);
  if (theirs != nullptr) g_second.table->stop_event(theirs);
  // Release: whoever takes the place next finds both told.
  pair->is_open.store(0, std::memory_order_release);
}

void record(int version, Handle handle, int state, void* arguments) noexcept {
  const Pair* pair = pair_of(handle);
  if (pair == nullptr) return;
  if (pair->ours != kNoHandle) record_state(version, pair->ours, state, arguments);
  if (pair->theirs != nullptr) g_second.table->record_state(pair->theirs, state, arguments);
}

int mask() noexcept {
  const int wanted = __atomic_load_n(&g_mask, __ATOMIC_RELAXED);
  // Version 4 knows nothing above NetPlugin.
  return g_second.version >= 5 ? wanted : wanted & (2 * kNetPlugin - 1);
}

}  // namespace c4::nccl::chain
