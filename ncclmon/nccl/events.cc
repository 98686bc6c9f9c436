#include "events.h"

#include "abi.h"
#include "contexts.h"
#include "core/state.h"
#include "decode.h"
#include "mask.h"
#include "operations.h"
#include "proxies.h"

namespace c4::nccl {
namespace {

// A call of the program carries what its Coll later lacks: whether a graph captures it, and the
// datatype as the caller said it (NCCL shows AllGather and Broadcast as bytes). Its handle is those
// two facts and points to nothing.
constexpr std::uint32_t kCallMark = 1U << 22;
constexpr std::uint32_t kCallCaptured = 1U << 8;

Handle remember_call(Datatype datatype, bool is_captured) noexcept {
  return make_handle(g_monitor.nonce, HandleKind::kOther, 0,
                     kCallMark | (is_captured ? kCallCaptured : 0) |
                         static_cast<std::uint32_t>(datatype));
}

bool is_call(Handle handle) noexcept {
  return handle_is(handle, g_monitor.nonce, HandleKind::kOther) &&
         (handle_index(handle) & kCallMark) != 0;
}

Handle start_call(int version, Handle context, const void* descriptor, const Call& call) noexcept {
  Handle communicator = communicator_of_context(context);
  if (communicator == kNoHandle && version < 4) {
    communicator = name_context(context, version,
                                {.id = call.comm_hash,
                                 .name = call.comm_name,
                                 .nodes = -1,
                                 .ranks = -1,
                                 .rank = rank_of(descriptor)});
  }
  if (communicator == kNoHandle) {
    count_foreign();
    return kNoHandle;
  }
  const int mask = mask_for(version, g_monitor.mask.load(std::memory_order_relaxed));
  Begin begin{.communicator = communicator, .kernels_watched = (mask & kKernelCh) != 0};
  const Handle parent = reinterpret_cast<Handle>(parent_of(descriptor));
  if (version >= 5 && is_call(parent)) {
    begin.is_captured = (handle_index(parent) & kCallCaptured) != 0;
    begin.caller_datatype = static_cast<Datatype>(handle_index(parent) & 0xFF);
  }
  return begin_call(begin, call);
}

// Everything but proxy steps. Out of line: it must not slow them down.
__attribute__((noinline)) Handle start_other(int version, Handle context,
                                             const void* descriptor) noexcept {
  switch (type_of(version, descriptor)) {
    case kColl: return start_call(version, context, descriptor, decode_coll(version, descriptor));
    case kP2p: return start_call(version, context, descriptor, decode_p2p(version, descriptor));
    case kProxyOp:
      return watches(kWatchTransfers) ? start_proxy_op(version, context, descriptor) : kNoHandle;
    case kKernelCh: {
      const auto parent = reinterpret_cast<Handle>(parent_of(descriptor));
      if (parent == kNoHandle || !watches(kWatchKernels)) return kNoHandle;
      return start_kernel(parent, body_of<KernelChBody>(descriptor).channel);
    }
    case kCollApi: {
      const auto& body = body_of<CollApiBody>(descriptor);
      return remember_call(datatype_named(body.datatype), body.is_captured);
    }
    case kP2pApi: {
      const auto& body = body_of<P2pApiBody>(descriptor);
      return remember_call(datatype_named(body.datatype), body.is_captured);
    }
    default: return kNoHandle;
  }
}

}  // namespace

Handle start_event(int version, Handle context, const void* descriptor) noexcept {
  // Also finds a changed control file. A silent hook declines everything new.
  if (!watches(~std::uint64_t{0})) [[unlikely]] return kNoHandle;
  if (type_of(version, descriptor) == kProxyStep) [[likely]] {
    if ((g_monitor.mask.load(std::memory_order_relaxed) & kWatchTransfers) == 0) return kNoHandle;
    return start_step(reinterpret_cast<Handle>(parent_of(descriptor)),
                      body_of<ProxyStepBody>(descriptor).step);
  }
  return start_other(version, context, descriptor);
}

void stop_event(Handle handle) noexcept {
  if (handle == kNoHandle || !is_on()) return;
  switch (handle_kind(handle)) {
    case HandleKind::kProxyStep: return stop_step(handle);
    case HandleKind::kKernel: return stop_kernel(handle);
    case HandleKind::kProxyOp: return stop_proxy_op(handle);
    case HandleKind::kOperation: return call_enqueued(handle);
    default: break;
  }
  if (!is_call(handle)) count_bad_handle();
}

void record_state(int version, Handle handle, int state, const void* arguments) noexcept {
  if (handle == kNoHandle || !is_on()) return;
  switch (handle_kind(handle)) {
    case HandleKind::kProxyStep: return record_step(version, handle, state, arguments);
    case HandleKind::kProxyOp: return record_proxy_op(version, handle, state, arguments);
    default: return;  // the other states tell nothing that start and stop do not
  }
}

int wanted_mask(int version) noexcept {
  return is_on() ? mask_for(version, g_monitor.mask.load(std::memory_order_relaxed)) : 0;
}

}  // namespace c4::nccl
