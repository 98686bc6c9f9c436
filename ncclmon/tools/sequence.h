// NCCL's sequence of calls for one operation, in pieces: a scenario can stop at any of them.
//
//   application thread   enqueue: GroupApi { CollApi } KernelLaunch, Group { Coll }
//   progress thread      append: one ProxyOp per channel and direction
//                        steps: up to eight in flight per ProxyOp
//                        kernels: one KernelCh per channel (from 2.31 on another thread's, with
//                        its KernelPhases)
//                        finish: the ProxyOps stop
#pragma once

#include <cstdint>
#include <vector>

#include "caller.h"

namespace c4::replay {

struct Shape {
  int channels = 8;
  int steps = 14;  // per proxy operation
  std::size_t count = std::size_t{1} << 24;
  const char* function = "AllReduce";
  const char* datatype = "ncclFloat32";
  const char* algorithm = "RING";
  std::uint64_t comm_id = 0x1234;
  const char* comm_name = nullptr;
  int ranks = 8;
  int root = 0;
  bool is_captured = false;
  bool is_point_to_point = false;
  int peer = -1;          // of a send or receive
  int kernel_channels = -1;  // -1: as many as channels
  bool has_network = true;
  int foreign_pid = 0;       // not 0: PXN, executed for that process
  bool has_no_parent = false;
};

struct ProxyOperation {
  void* handle = nullptr;
  int channel = 0;
  int peer = 0;
  bool is_send = false;
  void* steps[8] = {};
  std::size_t transferred_bytes = 0;
};

struct Operation {
  Shape shape;
  int mask = 0;  // sampled when the call began; work that is enqueued keeps it
  std::uint64_t sequence = 0;
  void* group_api = nullptr;
  void* call_api = nullptr;
  void* handle = nullptr;
  std::vector<ProxyOperation> proxies;
  std::vector<void*> kernels;
};

/// Application thread. With `is_replay`, a graph's: no API events.
void enqueue(Caller& caller, Operation& operation, bool is_replay = false);
/// Only up to the start of the Coll; `call_enqueued` then does the rest.
void begin_call(Caller& caller, Operation& operation);
void end_call(Caller& caller, Operation& operation);

void append(Caller& caller, Operation& operation);
/// Network progress is reported from version 4.
void report_progress(Caller& caller, Operation& operation);

enum class SendState { kStarted, kGpuWait, kPeerWait, kPosted, kDone };
enum class ReceiveState { kStarted, kWait, kFlushWait, kGpuWait, kDone };
/// Brings a step from nothing to `state`; `polls` repeats what NCCL repeats there.
void send_step(Caller& caller, Operation& operation, ProxyOperation& proxy, int step,
               SendState state, int polls = 1);
void receive_step(Caller& caller, Operation& operation, ProxyOperation& proxy, int step,
                  ReceiveState state, int polls = 1);

void start_kernel(Caller& caller, Operation& operation, int channel);
void stop_kernel(Caller& caller, Operation& operation, int channel);
void finish(Caller& caller, Operation& operation);

/// The whole of the progress thread's part.
void run_transfers(Caller& caller, Operation& operation);
/// The whole operation on one thread.
void run(Caller& caller, Operation& operation);

}  // namespace c4::replay
