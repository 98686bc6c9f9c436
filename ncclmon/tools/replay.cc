// c4mon-replay: any NCCL profiler plugin, without NCCL and without a GPU.
#include <cstdio>

#include "bench.h"
#include "host.h"
#include "options.h"
#include "scenarios.h"

int main(int count, char** arguments) {
  using namespace c4::replay;
  Options options;
  if (!parse(count, arguments, options)) return 64;
  if (options.is_bench) return bench(options) ? 0 : 1;
  Host host;
  if (!load(host, options.plugins.front().c_str(), options.abi, options.is_exact)) return 1;
  host.forced_mask = options.mask;
  const Outcome outcome = play(host, options);
  if (!outcome.is_known) {
    std::fprintf(stderr, "c4mon-replay: no such scenario or role\n");
    return 64;
  }
  std::printf("{\"plugin\":\"%s\",\"abi\":%d,\"mask\":%d,\"calls\":%llu,\"declined\":%llu}\n",
              host.table->name, host.version, host.mask_now(), outcome.calls, outcome.declined);
  return 0;
}
