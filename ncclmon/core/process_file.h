#pragma once

#include "identity.h"
#include "monitor.h"

namespace c4 {

/// Fills a header of zeros, the layout version last.
void write_header(FileHeader& header, const Identity& identity, const FrontEnd& front_end,
                  const ClockCalibration& clock) noexcept;

/// A forked child is not watched, unless it makes a communicator of its own.
void detach_in_child() noexcept;

}  // namespace c4
