// The command line of c4mon-replay.
#pragma once

#include <string>
#include <vector>

namespace c4::replay {

struct Options {
  std::vector<std::string> plugins;
  std::string scenario = "healthy";
  std::string role = "peer";
  int abi = 6;
  bool is_exact = false;  // --abi was given: no older interface will do
  int operations = 100;
  int communicators = 1;
  int channels = 8;
  int channel = 0;
  int step = 0;
  int steps = 14;
  int polls = 1000;
  int threads = 1;
  int mask = 0;  // 0: as the plugin asks
  int hold_seconds = 0;
  int runs = 15;
  bool is_bench = false;
};

/// False: printed what is wrong, or the help.
bool parse(int count, char** arguments, Options& options);

}  // namespace c4::replay
