#include "contexts.h"

#include <sched.h>

#include "core/clock.h"
#include "core/state.h"
#include "proxies.h"

namespace c4::nccl {
namespace {

constexpr std::uint32_t kContextsMax = 256;
constexpr std::uint64_t kNamingMaxNs = 100'000'000;  // the first to be named makes the file

enum class Naming : std::uint32_t { kFree = 0, kUnnamed = 1, kNaming = 2, kNamed = 3 };

struct Context {
  std::atomic<std::uint32_t> generation;
  std::atomic<Naming> naming;
  std::atomic<Handle> communicator;
};

// Only for versions 1 to 3; later a context simply is the handle of its communicator.
Context g_contexts[kContextsMax];

constexpr const char* kLibraries[] = {"nccl abi 0", "nccl abi 1", "nccl abi 2", "nccl abi 3",
                                      "nccl abi 4", "nccl abi 5", "nccl abi 6", "nccl abi 7"};

Context* context_at(Handle context) noexcept {
  if (!handle_is(context, g_monitor.nonce, HandleKind::kOther)) return nullptr;
  const std::uint32_t index = handle_index(context);
  if (index >= kContextsMax) return nullptr;
  Context& found = g_contexts[index];
  const std::uint32_t generation = found.generation.load(std::memory_order_acquire);
  return (generation & kHandleGenerationMask) == handle_generation(context) &&
                 found.naming.load(std::memory_order_acquire) != Naming::kFree
             ? &found
             : nullptr;
}

Handle take_unnamed() noexcept {
  for (std::uint32_t index = 0; index < kContextsMax; ++index) {
    Context& context = g_contexts[index];
    Naming free = Naming::kFree;
    if (!context.naming.compare_exchange_strong(free, Naming::kNaming)) continue;
    context.communicator.store(kNoHandle, std::memory_order_relaxed);
    const std::uint32_t generation = context.generation.fetch_add(1) + 1;
    context.naming.store(Naming::kUnnamed, std::memory_order_release);
    return make_handle(g_monitor.nonce, HandleKind::kOther, generation, index);
  }
  count(g_monitor.header->communicators_dropped);
  return kNoHandle;
}

CommunicatorIdentity identity_of(const Communicator& communicator) noexcept {
  return {.id = communicator.id,
          .rank = communicator.rank,
          .size = communicator.ranks,
          .nodes = communicator.nodes,
          .name = communicator.name};
}

}  // namespace

FrontEnd front_end_of(int version) noexcept {
  return {Framework::kNccl, kLibraries[version], static_cast<std::uint32_t>(version)};
}

Handle open_context(int version, const Communicator& communicator) noexcept {
  if (!ensure_open(front_end_of(version)) || !prepare_proxies()) return kNoHandle;
  if (version < 4) return take_unnamed();
  return communicator_open(front_end_of(version), identity_of(communicator));
}

void close_context(Handle context) noexcept {
  if (context == kNoHandle || !is_on()) return;
  Context* unnamed = context_at(context);
  const Handle communicator = communicator_of_context(context);
  if (unnamed != nullptr) {
    unnamed->generation.fetch_add(1);
    unnamed->naming.store(Naming::kFree, std::memory_order_release);
    if (communicator == kNoHandle) return;  // no operation ever named it
  }
  if (communicator == kNoHandle) return count_bad_handle();
  release_proxies_of(handle_index(communicator));
  communicator_close(communicator);
}

Handle communicator_of_context(Handle context) noexcept {
  if (communicator_of(context) != nullptr) [[likely]] return context;
  const Context* unnamed = is_on() ? context_at(context) : nullptr;
  return unnamed == nullptr ? kNoHandle : unnamed->communicator.load(std::memory_order_acquire);
}

Handle name_context(Handle context, int version, const Communicator& communicator) noexcept {
  Context* unnamed = context_at(context);
  if (unnamed == nullptr) return kNoHandle;
  Naming naming = Naming::kUnnamed;
  if (unnamed->naming.compare_exchange_strong(naming, Naming::kNaming)) {
    unnamed->communicator.store(communicator_open(front_end_of(version), identity_of(communicator)),
                                std::memory_order_release);
    unnamed->naming.store(Naming::kNamed, std::memory_order_release);
  }
  // Two threads may make the first two calls at once: the second waits for the name, a moment and
  // once in the communicator's life, or its operation would be taken for a stranger's.
  const std::uint64_t begun_ns = monotonic_ns();
  while (unnamed->naming.load(std::memory_order_acquire) == Naming::kNaming &&
         monotonic_ns() - begun_ns < kNamingMaxNs) {
    sched_yield();
  }
  return unnamed->communicator.load(std::memory_order_acquire);
}

}  // namespace c4::nccl
