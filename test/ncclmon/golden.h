// Known sections of a process file: fixed pid, fixed times, every field with a value of its own.
#pragma once

#include <string>
#include <vector>

namespace golden {

struct Section {
  std::string name;  // file below test/golden/layout
  std::vector<char> bytes;
};

std::vector<Section> sections();

}  // namespace golden
