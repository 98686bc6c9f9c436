#include "sequence.h"

#include <unistd.h>

namespace c4::replay {
namespace {

using namespace nccl;

bool has(const Caller& caller, const Operation& operation, int type) {
  return is_activated(caller.host->version, operation.mask, type);
}

Descriptor describe(const Caller& caller, int type, void* parent) {
  return {caller.host->version, type, parent, caller.rank};
}

template <class Coll>
void fill_coll(Coll& body, const Operation& operation) {
  const Shape& shape = operation.shape;
  body.sequence = operation.sequence;
  body.function = shape.function;
  body.send = nullptr;
  body.receive = nullptr;
  body.count = shape.count;
  body.root = shape.root;
  body.datatype = shape.datatype;
  body.channels = static_cast<std::uint8_t>(shape.channels);
  body.warps = 16;
  body.algorithm = shape.algorithm;
  body.protocol = "SIMPLE";
}

template <class Body>
void fill_name(Body& body, const Operation& operation) {
  body.name = operation.shape.comm_name;
  body.comm_hash = operation.shape.comm_id;
}

void fill_coll1(Coll1& body, const Operation& operation) {
  fill_name(body, operation);
  body.sequence = operation.sequence;
  body.function = 4;  // AllReduce
  body.count = operation.shape.count;
  body.root = operation.shape.root;
  body.datatype = 7;  // float32
  body.channels = static_cast<std::uint8_t>(operation.shape.channels);
  body.is_collnet = 0;
  body.is_nvls = 0;
}

void* start_coll(Caller& caller, const Operation& operation, void* parent, void* group) {
  const int version = caller.host->version;
  Descriptor descriptor = describe(caller, kColl, parent);
  switch (version) {
    case 1: fill_coll1(descriptor.body<Coll1>(), operation); break;
    case 2:
      fill_name(descriptor.body<Coll2>(), operation);
      fill_coll(descriptor.body<Coll2>(), operation);
      break;
    case 3:
      fill_name(descriptor.body<Coll3>(), operation);
      fill_coll(descriptor.body<Coll3>(), operation);
      break;
    default: fill_coll(descriptor.body<Coll4>(), operation); break;
  }
  if (version >= 5) descriptor.body<Coll5>().parent_group = group;
  if (version >= 7) descriptor.body<Coll7>().is_symmetric = false;
  return start(caller, descriptor);
}

// A newer NCCL that speaks version 4 does not write the channels of a send or receive.
constexpr std::uint8_t kNotWritten = 0xA5;

void* start_p2p(Caller& caller, const Operation& operation, void* parent, void* group) {
  const int version = caller.host->version;
  Descriptor descriptor = describe(caller, kP2p, parent);
  if (version >= 4) {
    auto& body = descriptor.body<P2p4>();
    body = {operation.shape.function, nullptr,         operation.shape.datatype,
            operation.shape.count,    operation.shape.peer,
            version > 4 ? static_cast<std::uint8_t>(operation.shape.channels) : kNotWritten};
    if (version >= 5) descriptor.body<P2p5>().parent_group = group;
  } else if (version >= 2) {
    auto& body = descriptor.body<P2p2>();
    fill_name(body, operation);
    body.function = operation.shape.function;
    body.datatype = operation.shape.datatype;
    body.count = operation.shape.count;
    body.peer = operation.shape.peer;
  } else {
    auto& body = descriptor.body<P2p1>();
    fill_name(body, operation);
    body.function = 6;  // Send
    body.datatype = 7;
    body.count = operation.shape.count;
    body.peer = operation.shape.peer;
  }
  return start(caller, descriptor);
}

void start_api(Caller& caller, Operation& operation) {
  operation.mask = caller.host->mask_now();
  if (has(caller, operation, kGroupApi)) {
    Descriptor descriptor = describe(caller, kGroupApi, nullptr);
    descriptor.body<GroupApiBody>() = {operation.shape.is_captured, 1};
    operation.group_api = start(caller, descriptor);
    record(caller, operation.group_api, kGroupStartApiStop, nullptr);
  }
  const int type = operation.shape.is_point_to_point ? kP2pApi : kCollApi;
  if (has(caller, operation, type)) {
    Descriptor descriptor = describe(caller, type, operation.group_api);
    const Shape& shape = operation.shape;
    if (shape.is_point_to_point) {
      descriptor.body<P2pApiBody>() = {shape.function, shape.count, shape.datatype, nullptr,
                                       shape.is_captured};
    } else {
      descriptor.body<CollApiBody>() = {shape.function, shape.count, shape.datatype,
                                        shape.root,     nullptr,     shape.is_captured};
    }
    operation.call_api = start(caller, descriptor);
    stop(caller, operation.call_api);
  }
  record(caller, operation.group_api, kGroupEndApiStart, nullptr);
  if (has(caller, operation, kKernelLaunch)) {
    Descriptor descriptor = describe(caller, kKernelLaunch, operation.group_api);
    stop(caller, start(caller, descriptor));
  }
}

void* start_group(Caller& caller, const Operation& operation) {
  if (!has(caller, operation, kGroup)) return nullptr;
  Descriptor descriptor = describe(caller, kGroup, nullptr);
  return start(caller, descriptor);
}

void start_call(Caller& caller, Operation& operation, void* group) {
  const bool is_p2p = operation.shape.is_point_to_point;
  if (!has(caller, operation, is_p2p ? kP2p : kColl)) return;
  void* parent = caller.host->version >= 5 ? operation.call_api : group;
  operation.handle = is_p2p ? start_p2p(caller, operation, parent, group)
                            : start_coll(caller, operation, parent, group);
}

void control(Caller& caller, const Operation& operation, int appended) {
  if (!has(caller, operation, kProxyCtrl)) return;
  Descriptor descriptor = describe(caller, kProxyCtrl, nullptr);
  void* handle = start(caller, descriptor);
  StateArgs arguments{};
  record(caller, handle, kCtrlAppend, &arguments);
  arguments.proxy_ctrl.appended = appended;
  record(caller, handle, kCtrlAppendEnd, &arguments);
  stop(caller, handle);
}

// Asked once: a system call in each ProxyOp would be measured as the plugin's.
std::int32_t own_pid() {
  static const auto pid = static_cast<std::int32_t>(getpid());
  return pid;
}

void start_proxy(Caller& caller, Operation& operation, int channel, bool is_send) {
  const Shape& shape = operation.shape;
  void* parent = shape.has_no_parent ? nullptr : operation.handle;
  Descriptor descriptor = describe(caller, kProxyOp, parent);
  const int next = (caller.rank + 1) % shape.ranks;
  const int previous = (caller.rank + shape.ranks - 1) % shape.ranks;
  ProxyOperation proxy;
  proxy.channel = channel;
  proxy.is_send = is_send;
  proxy.peer = shape.peer >= 0 ? shape.peer : is_send ? next : previous;
  descriptor.body<ProxyOpBody>() = {
      shape.foreign_pid != 0 ? shape.foreign_pid : own_pid(),
      static_cast<std::uint8_t>(channel),
      proxy.peer,
      shape.steps,
      1 << 19,
      is_send ? 1 : 0};
  proxy.handle = start(caller, descriptor);
  operation.proxies.push_back(proxy);
}

void* start_step(Caller& caller, const ProxyOperation& proxy, int step) {
  Descriptor descriptor = describe(caller, kProxyStep, proxy.handle);
  descriptor.body<ProxyStepBody>().step = step;
  return start(caller, descriptor);
}

void network_event(Caller& caller, const Operation& operation, void* parent) {
  if (!has(caller, operation, kNetPlugin)) return;
  Descriptor descriptor = describe(caller, kNetPlugin, parent);
  descriptor.body<NetPluginBody>() = {(1 << 16) | 1, nullptr};
  stop(caller, start(caller, descriptor));
}

// Told when the kernel is over, with times that its channel has kept.
void tell_phases(Caller& caller, const Operation& operation, int channel, void* kernel) {
  if (!has(caller, operation, kKernelPhase)) return;
  std::uint8_t phase = 0;
  for (const char* name : {"initial_sync", "compute", "final_sync"}) {
    Descriptor descriptor = describe(caller, kKernelPhase, kernel);
    descriptor.body<KernelPhaseBody>() = {static_cast<std::uint8_t>(channel), phase++, name, 1};
    StateArgs arguments{};
    void* handle = start(caller, descriptor);
    record(caller, handle, kKernelPhaseStop, &arguments);
    stop(caller, handle);
  }
}

constexpr std::size_t kStepBytes = std::size_t{1} << 19;

// Versions 1 to 3 tell transfers, and the wait for credit, of the whole proxy operation.
void record_operation(Caller& caller, ProxyOperation& proxy, int state, int step) {
  if (caller.host->version >= 4) return;
  StateArgs arguments{};
  arguments.proxy_op = {proxy.transferred_bytes, step};
  record(caller, proxy.handle, state, &arguments);
}

}  // namespace

void begin_call(Caller& caller, Operation& operation) {
  start_api(caller, operation);
  void* group = start_group(caller, operation);
  start_call(caller, operation, group);
  stop(caller, group);
}

void end_call(Caller& caller, Operation& operation) {
  stop(caller, operation.handle);
  stop(caller, operation.group_api);
}

void enqueue(Caller& caller, Operation& operation, bool is_replay) {
  if (!is_replay) start_api(caller, operation);
  void* group = start_group(caller, operation);
  start_call(caller, operation, group);
  stop(caller, operation.handle);
  stop(caller, group);
  if (!is_replay) stop(caller, operation.group_api);
}

void append(Caller& caller, Operation& operation) {
  if (!operation.shape.has_network) return;
  control(caller, operation, 2 * operation.shape.channels);
  if (!has(caller, operation, kProxyOp)) return;
  operation.proxies.clear();
  for (int channel = 0; channel < operation.shape.channels; ++channel) {
    start_proxy(caller, operation, channel, false);
    start_proxy(caller, operation, channel, true);
  }
}

void report_progress(Caller& caller, Operation& operation) {
  if (caller.host->version < 4) return;
  StateArgs arguments{};
  for (ProxyOperation& proxy : operation.proxies) {
    record(caller, proxy.handle, kOpInProgress, &arguments);
  }
}

void send_step(Caller& caller, Operation& operation, ProxyOperation& proxy, int step,
               SendState state, int polls) {
  if (!has(caller, operation, kProxyStep)) return;
  void*& handle = proxy.steps[step % 8];
  StateArgs arguments{};
  handle = start_step(caller, proxy, step);
  if (state == SendState::kStarted) return;
  record(caller, handle, kStepSendGpuWait, &arguments);
  if (state == SendState::kGpuWait) return;
  for (int poll = 0; poll < polls; ++poll) {
    if (caller.host->version >= 4) record(caller, handle, kStepSendPeerWait, &arguments);
    else record_operation(caller, proxy, kOpSendRemFifoWait, step + 1);
  }
  if (state == SendState::kPeerWait) return;
  proxy.transferred_bytes += kStepBytes;
  record_operation(caller, proxy, kOpSendTransmitted, step + 1);
  if (caller.host->version >= 4) arguments.proxy_step.bytes = kStepBytes;
  record(caller, handle, kStepSendWait, &arguments);
  network_event(caller, operation, handle);
  if (state == SendState::kPosted) return;
  stop(caller, handle);
  handle = nullptr;
}

void receive_step(Caller& caller, Operation& operation, ProxyOperation& proxy, int step,
                  ReceiveState state, int polls) {
  if (!has(caller, operation, kProxyStep)) return;
  void*& handle = proxy.steps[step % 8];
  StateArgs arguments{};
  for (int poll = 0; poll < polls; ++poll) handle = start_step(caller, proxy, step);
  if (state == ReceiveState::kStarted) return;
  record(caller, handle, kStepRecvWait, &arguments);
  if (state == ReceiveState::kWait) return;
  network_event(caller, operation, handle);
  proxy.transferred_bytes += kStepBytes;
  record_operation(caller, proxy, kOpRecvReceived, step + 1);
  if (caller.host->version >= 4) arguments.proxy_step.bytes = kStepBytes;
  record(caller, handle, kStepRecvFlushWait, &arguments);
  if (state == ReceiveState::kFlushWait) return;
  record(caller, handle, kStepRecvGpuWait, &arguments);
  if (state == ReceiveState::kGpuWait) return;
  stop(caller, handle);
  handle = nullptr;
}

void start_kernel(Caller& caller, Operation& operation, int channel) {
  if (!has(caller, operation, kKernelCh)) return;
  Descriptor descriptor = describe(caller, kKernelCh, operation.handle);
  descriptor.body<KernelChBody>() = {static_cast<std::uint8_t>(channel), 1};
  if (operation.kernels.size() <= static_cast<std::size_t>(channel)) {
    operation.kernels.resize(static_cast<std::size_t>(channel) + 1);
  }
  operation.kernels[static_cast<std::size_t>(channel)] = start(caller, descriptor);
}

void stop_kernel(Caller& caller, Operation& operation, int channel) {
  if (operation.kernels.size() <= static_cast<std::size_t>(channel)) return;
  void* handle = operation.kernels[static_cast<std::size_t>(channel)];
  StateArgs arguments{};
  record(caller, handle, kKernelChStop, &arguments);
  tell_phases(caller, operation, channel, handle);
  stop(caller, handle);
}

void finish(Caller& caller, Operation& operation) {
  for (ProxyOperation& proxy : operation.proxies) stop(caller, proxy.handle);
}

void run_transfers(Caller& caller, Operation& operation) {
  const int kernels = operation.shape.kernel_channels >= 0 ? operation.shape.kernel_channels
                                                           : operation.shape.channels;
  append(caller, operation);
  for (int channel = 0; channel < kernels; ++channel) start_kernel(caller, operation, channel);
  report_progress(caller, operation);
  for (int step = 0; step < operation.shape.steps; ++step) {
    for (ProxyOperation& proxy : operation.proxies) {
      if (proxy.is_send) send_step(caller, operation, proxy, step, SendState::kDone);
      else receive_step(caller, operation, proxy, step, ReceiveState::kDone);
    }
  }
  for (int channel = 0; channel < kernels; ++channel) stop_kernel(caller, operation, channel);
  finish(caller, operation);
}

void run(Caller& caller, Operation& operation) {
  enqueue(caller, operation);
  run_transfers(caller, operation);
}

}  // namespace c4::replay
