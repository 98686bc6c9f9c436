/* One training process as its hook sees it, without the training: writes a process file through the
 * C API at the rate of a large job. argv: rank, ranks, operations a second.
 *
 * Three communicators (everybody, a tensor-parallel pair, a data-parallel group of four); eight
 * channels of the first, both ways, to two neighbours: 32 connections. Every operation moves 14
 * steps on each of its channels. */
#include <c4mon.h>
#include <stdlib.h>
#include <time.h>

enum { kChannels = 8, kNeighbours = 2, kSteps = 14, kGroups = 3, kStepBytes = 512 << 10 };

static c4mon_handle groups[kGroups];
static c4mon_handle sends[kNeighbours][kChannels], receives[kNeighbours][kChannels];

static void open_all(int rank, int ranks) {
  const int sizes[kGroups] = {ranks, 2, 4};
  const int first[kGroups] = {0, rank / 2 * 2, rank / 4 * 4};
  for (int at = 0; at < kGroups; ++at) {
    const struct c4mon_communicator description = {
        .struct_bytes = sizeof(description), .library = "writer", .name = "group",
        .id = 0xC4000000u + (unsigned)(at << 16) + (unsigned)first[at],
        .rank = rank - first[at], .size = sizes[at]};
    groups[at] = c4mon_communicator_open(&description);
  }
  for (int side = 0; side < kNeighbours; ++side) {
    const int peer = (rank + (side == 0 ? 1 : ranks - 1)) % ranks;
    for (unsigned channel = 0; channel < kChannels; ++channel) {
      sends[side][channel] = c4mon_connection_open(groups[0], peer, channel, C4MON_SEND);
      receives[side][channel] = c4mon_connection_open(groups[0], peer, channel, C4MON_RECEIVE);
    }
  }
}

static void move(c4mon_handle lane) {
  for (int step = 0; step < kSteps; ++step) {
    c4mon_transfer_ready(lane, 1, kStepBytes);
    c4mon_transfer_posted(lane, 1, kStepBytes);
    c4mon_transfer_done(lane, 1, kStepBytes);
  }
}

static void operate(unsigned long n) {
  const struct c4mon_operation description = {
      .struct_bytes = sizeof(description), .bytes = 8u << 20, .sequence = n,
      .function = C4MON_ALL_REDUCE, .datatype = C4MON_BFLOAT16, .peer = -1, .channels = kChannels};
  const c4mon_handle operation = c4mon_operation_begin(groups[n % kGroups], &description);
  c4mon_operation_start(operation);
  for (int channel = 0; channel < kChannels && n % kGroups == 0; ++channel) {
    move(sends[n % kNeighbours][channel]);
    move(receives[n % kNeighbours][channel]);
  }
  c4mon_operation_end(operation);
}

int main(int count, char **arguments) {
  if (count != 4) return 64;
  open_all(atoi(arguments[1]), atoi(arguments[2]));
  const long rate = atol(arguments[3]);
  struct timespec due;
  clock_gettime(CLOCK_MONOTONIC, &due);
  for (unsigned long n = 0;; ++n) {
    operate(n);
    due.tv_nsec += 1000000000L / rate;
    due.tv_sec += due.tv_nsec / 1000000000L;
    due.tv_nsec %= 1000000000L;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, 0);
  }
}
