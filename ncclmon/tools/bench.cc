// Two measurements. The mean of whole collectives says what a callback costs, to a tenth of a
// nanosecond; its median over the runs is what is reported. It is measured in time of the processor
// and not of the wall, so that a busy machine does not count as a slow plugin. Stamping each call
// says how long the tail is, to the counter's grain; the stamps' own cost is what the built-in
// plugin's calls take. The plugins take turns, run by run, so that a slow spell of the machine
// falls on all alike.
#include "bench.h"

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "sequence.h"

namespace c4::replay {
namespace {

constexpr int kOperationsPerRun = 200;
constexpr int kWarmUpOperations = 50;

struct Subject {
  std::string name;
  Host host;
  Caller caller;
  Histogram histogram;
  std::vector<double> ns_per_call;
  double calls_per_operation = 0;
};

void play(Subject& subject, const Options& options, int operations) {
  for (int n = 0; n < operations; ++n) {
    Operation operation;
    operation.shape.channels = options.channels;
    operation.shape.steps = options.steps;
    operation.sequence = static_cast<std::uint64_t>(n);
    run(subject.caller, operation);
  }
}

std::uint64_t thread_cpu_ns() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(time.tv_nsec);
}

void measure_mean(Subject& subject, const Options& options) {
  subject.caller.histogram = nullptr;
  subject.caller.calls = 0;
  const std::uint64_t before = thread_cpu_ns();
  play(subject, options, kOperationsPerRun);
  const auto elapsed = static_cast<double>(thread_cpu_ns() - before);
  const auto calls = static_cast<double>(subject.caller.calls);
  subject.ns_per_call.push_back(calls == 0 ? 0 : elapsed / calls);
  subject.calls_per_operation = calls / kOperationsPerRun;
}

void measure_tail(Subject& subject, const Options& options) {
  subject.caller.histogram = &subject.histogram;
  play(subject, options, kOperationsPerRun);
  subject.caller.histogram = nullptr;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values.empty() ? 0 : values[values.size() / 2];
}

double ticks_to_nanoseconds(double ticks, const ClockCalibration& clock) {
  return ticks * static_cast<double>(clock.multiplier) /
         static_cast<double>(std::uint64_t{1} << clock.shift);
}

void print(const Subject& subject, const Subject& nothing, const ClockCalibration& clock,
           bool is_last) {
  const double mean = median(subject.ns_per_call);
  const double floor = median(nothing.ns_per_call);
  const auto own = static_cast<double>(nothing.histogram.quantile(0.5));
  const auto at = [&](double fraction) {
    const auto ticks = static_cast<double>(subject.histogram.quantile(fraction));
    return ticks_to_nanoseconds(std::max(0.0, ticks - own), clock);
  };
  const auto [least, most] =
      std::minmax_element(subject.ns_per_call.begin(), subject.ns_per_call.end());
  std::printf("  {\"plugin\":\"%s\",\"abi\":%d,\"mask\":%d,\"callsPerCollective\":%.0f,",
              subject.name.c_str(), subject.host.version, subject.host.mask_now(),
              subject.calls_per_operation);
  std::printf("\"nsPerCall\":%.2f,\"nsPerCallNet\":%.2f,\"spread\":[%.2f,%.2f],", mean,
              mean - floor, *least, *most);
  std::printf("\"netNs\":{\"p50\":%.1f,\"p99\":%.1f,\"p99.9\":%.1f},", at(0.5), at(0.99),
              at(0.999));
  std::printf("\"usPerCollectiveNet\":%.2f}%s\n",
              (mean - floor) * subject.calls_per_operation / 1000, is_last ? "" : ",");
}

bool add(std::vector<std::unique_ptr<Subject>>& subjects, const char* path,
         const Options& options) {
  auto subject = std::make_unique<Subject>();
  if (path == nullptr) {
    subject->name = "nothing";
    load_nothing(subject->host, options.abi);
  } else {
    subject->name = path;
    if (!load(subject->host, path, options.abi, options.is_exact)) return false;
  }
  subject->caller.host = &subject->host;
  initialize(subject->host, {"bench", 1, 8, 8, 0}, &subject->caller.context);
  subject->host.forced_mask = options.mask != 0 ? options.mask
                              : path == nullptr ? 4095
                                                : 0;
  subjects.push_back(std::move(subject));
  return true;
}

}  // namespace

bool bench(const Options& options) {
  std::vector<std::unique_ptr<Subject>> subjects;
  if (!add(subjects, nullptr, options)) return false;
  for (const std::string& path : options.plugins) {
    if (!add(subjects, path.c_str(), options)) return false;
  }
  for (auto& subject : subjects) play(*subject, options, kWarmUpOperations);
  for (int round = 0; round < options.runs; ++round) {
    for (auto& subject : subjects) {
      measure_mean(*subject, options);
      measure_tail(*subject, options);
    }
  }
  const ClockCalibration clock = calibrate_clock();
  std::printf("[\n");
  for (auto& subject : subjects) {
    print(*subject, *subjects.front(), clock, subject == subjects.back());
  }
  std::printf("]\n");
  for (auto& subject : subjects) subject->host.table->finalize(subject->caller.context);
  return true;
}

}  // namespace c4::replay
