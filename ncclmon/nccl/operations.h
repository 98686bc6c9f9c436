// Operations of NCCL: from the call to the last child (see progress.h).
#pragma once

#include "decode.h"
#include "events.h"

namespace c4::nccl {

struct Begin {
  Handle communicator = kNoHandle;
  bool kernels_watched = false;
  bool is_captured = false;
  Datatype caller_datatype = Datatype::kUnknown;  // of AllGather and Broadcast, where NCCL tells it
};

Handle begin_call(const Begin& begin, const Call& call) noexcept;
/// The library enqueued it; its children may be over already.
void call_enqueued(Handle operation) noexcept;

Handle start_kernel(Handle operation, std::uint8_t channel) noexcept;
void stop_kernel(Handle kernel) noexcept;

}  // namespace c4::nccl
