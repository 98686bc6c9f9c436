#include "golden.h"

#include <cstring>
#include <memory>
#include <new>

#include "core/identity.h"
#include "core/process_file.h"
#include "core/state.h"

namespace golden {
namespace {

using namespace c4;

constexpr std::uint64_t kBaseTicks = 0x0000'0123'4567'89AB;
constexpr std::uint64_t kCommunicatorId = 0xC400'0000'0000'00ED;

// A clock of 2.5 ticks a nanosecond: a second is 2.5e9 ticks.
constexpr std::uint64_t at(double seconds) {
  return kBaseTicks + static_cast<std::uint64_t>(seconds * 2.5e9);
}

template <class Type>
Section section(const char* name, const Type* first, std::size_t count = 1) {
  const auto* bytes = reinterpret_cast<const char*>(first);
  return {name, {bytes, bytes + count * sizeof(Type)}};
}

Section header() {
  auto header = std::make_unique<FileHeader>();
  std::memset(static_cast<void*>(header.get()), 0, sizeof(FileHeader));
  Identity identity;
  identity.rank = 5;
  identity.local_rank = 1;
  identity.world_size = 8;
  identity.pid = 4242;
  identity.start_ticks = 987654;
  copy_text(identity.job, sizeof(identity.job), "language-model");
  copy_text(identity.node, sizeof(identity.node), "node-2");
  copy_text(identity.host, sizeof(identity.host), "rack1-host2");
  copy_text(identity.command, sizeof(identity.command), "python train.py --größe 7");
  const ClockCalibration clock{ClockKind::kTsc, kBaseTicks, 5'000'000'000, 1717986918, 32};
  write_header(*header, identity, {Framework::kNccl, "nccl abi 6", 6}, clock);
  copy_text(header->hook, sizeof(header->hook), "0.1.0");
  header->exit_code = 3;
  header->end_ticks = at(60);
  copy_text(header->end_reason, sizeof(header->end_reason), "exit");
  header->end_kind = EndKind::kExited;
  Counter* dropped[] = {&header->communicators_dropped, &header->connections_dropped,
                        &header->rings_dropped,         &header->operations_dropped,
                        &header->foreign_contexts,      &header->bad_handles,
                        &header->forks,                 &header->chain_errors};
  std::uint64_t value = 11;
  for (Counter* counter : dropped) *counter = value++;
  header->mask_in_force = 7;
  header->control_generation = 9;
  header->phase_since_ticks = at(40);
  header->phase_count = 2;
  header->phase = Phase::kSave;
  header->step = 1234;
  header->beat_ticks = at(55);
  copy_text(header->first_error, sizeof(header->first_error), "no room");
  header->communicators_used = 1;
  header->connections_used = 2;
  header->rings_used = 1;
  return section("header.bin", header.get());
}

void fill_slot(OperationSlot& slot, std::uint64_t ordinal) {
  slot.function = ordinal % 2 == 0 ? Function::kAllGather : Function::kSend;
  slot.datatype = Datatype::kBfloat16;
  slot.channels = 8;
  slot.flags = ordinal % 2 == 0 ? kOperationGraph : kOperationPointToPoint;
  slot.peer = ordinal % 2 == 0 ? -1 : 3;
  slot.sequence = 500 + ordinal;
  slot.bytes = 1'000'000 + ordinal;
  slot.enqueue_ticks = at(10.0 + static_cast<double>(ordinal) / 100);
  slot.start_ticks = at(10.001 + static_cast<double>(ordinal) / 100);
  slot.ticket = ordinal;
}

Section communicator() {
  auto entry = std::make_unique<CommunicatorEntry>();
  std::memset(static_cast<void*>(entry.get()), 0, sizeof(CommunicatorEntry));
  entry->framework = Framework::kNccl;
  entry->id = kCommunicatorId;
  entry->rank = 2;
  entry->size = 4;
  entry->nodes = 2;
  entry->generation = 3;
  copy_text(entry->name, sizeof(entry->name), "dp-0");
  entry->created_ticks = at(1);
  entry->started = 130;
  entry->completed = 129;
  entry->last_start_ticks = at(11.3);
  entry->last_end_ticks = at(11.295);
  entry->occupied_ticks = at(7) - kBaseTicks;
  entry->occupied_since_ticks = at(11.301);
  FunctionTotals& totals = entry->functions[static_cast<std::size_t>(Function::kAllGather)];
  totals.started = 65;
  totals.completed = 64;
  totals.bytes = 64'000'000;
  totals.busy_ticks = at(3) - kBaseTicks;
  totals.last_start_ticks = at(11.3);
  totals.last_end_ticks = at(11.28);
  for (std::uint64_t ordinal = 67; ordinal <= 130; ++ordinal) {
    OperationSlot& slot = entry->operations[ordinal & (kOperationSlots - 1)];
    fill_slot(slot, ordinal);
    if (ordinal != 130) slot.end_ticks = at(10.005 + static_cast<double>(ordinal) / 100);
  }
  entry->state = SlotState::kLive;
  return section("communicator.bin", entry.get());
}

void fill_connection(ConnectionEntry& entry, Direction direction) {
  const bool is_send = direction == Direction::kSend;
  entry.communicator = 0;
  entry.communicator_id = kCommunicatorId;
  entry.peer = is_send ? 3 : 1;
  entry.channel = is_send ? 7 : 300;
  entry.direction = direction;
  entry.transport = is_send ? Transport::kNetwork : Transport::kTcp;
  entry.local_port = is_send ? 0 : 40001;
  entry.remote_port = is_send ? 0 : 50002;
  entry.created_ticks = at(2);
  Counter* counters[] = {&entry.operations,   &entry.ready_steps,  &entry.ready_bytes,
                         &entry.posted_steps, &entry.posted_bytes, &entry.done_steps,
                         &entry.done_bytes,   &entry.waits,        &entry.repolls,
                         &entry.heard_steps,  &entry.streaming_bytes};
  std::uint64_t value = is_send ? 1000 : 2000;
  for (Counter* counter : counters) *counter = value--;
  entry.last_ready_ticks = at(11.301);
  entry.last_posted_ticks = at(11.302);
  entry.last_done_ticks = at(11.303);
  entry.wait_gpu_ticks = at(0.1) - kBaseTicks;
  entry.wait_peer_ticks = at(0.2) - kBaseTicks;
  entry.wait_network_ticks = at(0.3) - kBaseTicks;
  entry.wait_data_ticks = at(0.4) - kBaseTicks;
  entry.wait = is_send ? Wait::kPeer : Wait::kData;
  entry.wait_since_ticks = at(11.304);
  entry.longest_wait_ticks = at(0.05) - kBaseTicks;
  entry.streaming_ticks = at(0.25) - kBaseTicks;
  entry.state = is_send ? SlotState::kLive : SlotState::kClosed;
}

Section connections() {
  auto entries = std::make_unique<ConnectionEntry[]>(2);
  std::memset(static_cast<void*>(entries.get()), 0, 2 * sizeof(ConnectionEntry));
  fill_connection(entries[0], Direction::kSend);
  fill_connection(entries[1], Direction::kReceive);
  return section("connections.bin", entries.get(), 2);
}

// The beginning of a ring: its header and five records.
Section ring() {
  std::vector<char> bytes(kRingStride);
  auto& ring = *new (bytes.data()) RingHeader{};
  ring.thread_id = 4243;
  for (std::uint64_t n = 1; n <= 5; ++n) {
    OperationRecord record{};
    record.communicator_id = kCommunicatorId;
    record.ordinal = 100 + n;
    record.bytes = 4096 * n;
    record.enqueue_ticks = at(static_cast<double>(n));
    record.start_ticks = at(static_cast<double>(n) + 0.25);
    record.end_ticks = at(static_cast<double>(n) + 0.5);
    record.function = Function::kReduceScatter;
    record.datatype = Datatype::kFloat16;
    record.flags = n == 5 ? kOperationPointToPoint : std::uint8_t{0};
    publish(ring, record);
  }
  bytes.resize(sizeof(RingHeader) + 5 * sizeof(OperationRecord));
  return {"ring.bin", bytes};
}

Section control() {
  auto control = std::make_unique<ControlFile>();
  std::memset(static_cast<void*>(control.get()), 0, sizeof(ControlFile));
  control->magic = kControlMagic;
  control->version = kLayoutVersion;
  control->file_bytes = sizeof(ControlFile);
  control->generation = 9;
  control->mask = 7;
  return section("control.bin", control.get());
}

}  // namespace

std::vector<Section> sections() {
  return {header(), communicator(), connections(), ring(), control()};
}

}  // namespace golden
