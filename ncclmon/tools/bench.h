// Nanoseconds per callback of any plugins, beside one that does nothing, in one run.
#pragma once

#include "options.h"

namespace c4::replay {

/// Prints JSON. False: a plugin could not be loaded.
bool bench(const Options& options);

}  // namespace c4::replay
