// Contexts: what NCCL hands back with each event of a communicator.
//
// With PXN a proxy operation runs in the process of another rank, which receives the *first* rank's
// context and parent: pointers of another address space. A context is therefore never followed but
// looked up among the live ones, and the random number in each handle tells two processes apart
// that both count their handles from 1.
#pragma once

#include "events.h"

namespace c4::nccl {

/// The communicator of a context, or kNoHandle if the context is not a live one of this process.
Handle communicator_of_context(Handle context) noexcept;

/// Versions 1 to 3: the first operation names the communicator.
Handle name_context(Handle context, int version, const Communicator& communicator) noexcept;

/// Number of nodes the communicator spans, -1 unknown.
FrontEnd front_end_of(int version) noexcept;

}  // namespace c4::nccl
