// Which events we ask NCCL for, per version of its interface.
//
// Work that is enqueued keeps the mask it was enqueued with: to look closer once something is late
// comes too late for that operation. So the mask that is always on must by itself locate the first
// hang: operations (Coll, P2p), their transfers (ProxyOp, ProxyStep), and their end (the last
// ProxyOp or KernelCh that stops; a Coll that stops is only enqueued).
//
//   ABI  NCCL         asked for by default           why, and what it cannot see
//   1    2.23         Coll P2p ProxyOp ProxyStep     No kernel events exist. Blind: traffic inside
//                                                    a node (NVLink, shared memory), whose
//                                                    operations count as complete when enqueued;
//                                                    size and node count of the communicator.
//   2    2.24, 2.25   the same                       The same.
//   3    2.26         the same                       KernelCh starts and stops do not pair up in
//                                                    all cases (repaired in 2.27). Blind as above.
//   4    2.27         and KernelCh                   Costs a proxy operation per channel. Blind:
//                                                    graph replays look like calls; the caller's
//                                                    datatype of AllGather and Broadcast.
//   5    2.28         and KernelCh                   0.1-1.1 % of small AllReduce inside a node.
//   6    2.29, 2.30   and KernelCh                   The same. Blind: copy-engine collectives.
//   7    2.31, 2.32   Coll P2p ProxyOp ProxyStep     KernelCh was measured at 4.3-13.3 % of an
//                                                    AllReduce of 128 KB to 4 MB in 2.31.2. Blind:
//                                                    traffic inside a node, as in 1. An operator
//                                                    may switch kernels on (mask 7).
//
// In all versions: which rank or GPU inside a node is late when only NVLink is used is read from
// who has not enqueued; and with PXN the transfers of a rank run in another process, which shows
// them to nobody.
//
// The mask never is 0: a profiler that asks for nothing is never called again and could not see
// that it is wanted back. A silent hook asks for the rarest event, one per group of calls, and
// declines it.
#pragma once

#include <cstdint>

#include "abi.h"
#include "core/layout.h"

namespace c4::nccl {

inline constexpr int kVersionMin = 1;
inline constexpr int kVersionMax = 7;

/// The mask for NCCL from the mask of the control file.
constexpr int mask_for(int version, std::uint64_t control) noexcept {
  const int operations = kColl | kP2p;
  const int transfers = kProxyOp | kProxyStep;
  const int kernels = kKernelCh;
  const int rarest = version >= 5 ? int{kGroupApi} : int{kGroup};
  if (control == kWatchDefault) {
    return operations | transfers | (version >= 4 && version <= 6 ? kernels : 0);
  }
  const int chosen = ((control & kWatchOperations) != 0 ? operations : 0) |
                     ((control & kWatchTransfers) != 0 ? transfers : 0) |
                     ((control & kWatchKernels) != 0 && version >= 3 ? kernels : 0);
  return chosen == 0 ? rarest : chosen;
}

}  // namespace c4::nccl
