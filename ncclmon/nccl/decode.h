// From a descriptor of any version to the core's words.
#pragma once

#include <cstdint>

#include "abi.h"
#include "core/monitor.h"

namespace c4::nccl {

struct Call {
  OperationIdentity operation;
  // The channels that do not all report a kernel: NVLS, CollNet and symmetric kernels.
  bool kernels_are_uncertain = false;
  // Versions 1 to 3 name the communicator only here.
  std::uint64_t comm_hash = 0;
  const char* comm_name = nullptr;
};

Call decode_coll(int version, const void* descriptor) noexcept;
Call decode_p2p(int version, const void* descriptor) noexcept;

Function function_named(const char* name) noexcept;
Datatype datatype_named(const char* name) noexcept;
std::uint32_t bytes_of(Datatype datatype) noexcept;

}  // namespace c4::nccl
