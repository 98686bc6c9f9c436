// c4mon.h over the event core. Every number from outside is bounded, ranks and sizes by the core.
#include "../include/c4mon.h"

#include <cstddef>

#include "connections.h"
#include "monitor.h"

namespace {

using namespace c4;

constexpr std::size_t kCommunicatorBytesMin = offsetof(c4mon_communicator, size) + 4;
constexpr std::size_t kOperationBytesMin = offsetof(c4mon_operation, channels) + 4;

template <class Event>
void with_transfer(c4mon_handle connection, Event event) noexcept {
  if (connection_of(connection) == nullptr) return;
  const Transfer transfer = transfer_at(handle_index(connection));
  // A silenced hook begins nothing, but what began before is led to its end: a transfer that stayed
  // on show as posted would look like a dead network when the hook speaks again.
  if (!watches(kWatchTransfers) && transfer.state.lane.load(std::memory_order_relaxed) == 0) return;
  event(transfer);
}

}  // namespace

extern "C" {

C4_EXPORT c4mon_handle c4mon_communicator_open(const c4mon_communicator* description) {
  if (description == nullptr || description->struct_bytes < kCommunicatorBytesMin) return 0;
  const char* library = description->library;
  const FrontEnd front_end{Framework::kOther, library != nullptr ? library : "", 0};
  return communicator_open(front_end, {.id = description->id,
                                       .rank = description->rank,
                                       .size = description->size,
                                       .nodes = -1,
                                       .name = description->name});
}

C4_EXPORT void c4mon_communicator_close(c4mon_handle communicator) {
  communicator_close(communicator);
}

C4_EXPORT c4mon_handle c4mon_operation_begin(c4mon_handle communicator,
                                             const c4mon_operation* description) {
  if (description == nullptr || description->struct_bytes < kOperationBytesMin) return 0;
  const auto function = static_cast<std::uint32_t>(description->function);
  const auto datatype = static_cast<std::uint32_t>(description->datatype);
  const bool is_peer_to_peer = description->function == C4MON_SEND_OPERATION ||
                               description->function == C4MON_RECV_OPERATION;
  const OperationIdentity identity{
      .function = function < kFunctionCount ? static_cast<Function>(function) : Function::kOther,
      .datatype = datatype <= C4MON_FLOAT8 ? static_cast<Datatype>(datatype) : Datatype::kUnknown,
      .channels = static_cast<std::uint8_t>(description->channels & 0xFF),
      .flags = is_peer_to_peer ? kOperationPointToPoint : std::uint8_t{0},
      .peer = description->peer,
      .sequence = description->sequence,
      .bytes = description->bytes};
  return operation_begin(communicator, identity, now_ticks());
}

C4_EXPORT void c4mon_operation_start(c4mon_handle operation) {
  operation_start(operation, now_ticks());
}

C4_EXPORT void c4mon_operation_end(c4mon_handle operation) {
  operation_end(operation, now_ticks());
}

C4_EXPORT c4mon_handle c4mon_connection_open(c4mon_handle communicator, int32_t peer,
                                             uint32_t channel, int32_t direction) {
  return connection_open(
      communicator, {.peer = peer,
                     .channel = static_cast<std::uint16_t>(channel & 0xFFFF),
                     .direction = direction == C4MON_RECEIVE ? Direction::kReceive
                                                             : Direction::kSend});
}

C4_EXPORT void c4mon_connection_ports(c4mon_handle connection, uint32_t local_port,
                                      uint32_t remote_port) {
  ConnectionEntry* entry = connection_of(connection);
  if (entry == nullptr) return;
  entry->transport = Transport::kTcp;
  entry->local_port = local_port;
  entry->remote_port = remote_port;
}

C4_EXPORT void c4mon_connection_close(c4mon_handle connection) { connection_close(connection); }

C4_EXPORT void c4mon_transfer_ready(c4mon_handle connection, uint64_t steps, uint64_t bytes) {
  if (!watches(kWatchTransfers)) return;
  with_transfer(connection, [=](Transfer transfer) {
    transfer_ready<Shared>(transfer, {.steps = steps, .bytes = bytes}, now_ticks());
  });
}

C4_EXPORT void c4mon_transfer_posted(c4mon_handle connection, uint64_t steps, uint64_t bytes) {
  with_transfer(connection, [=](Transfer transfer) {
    transfer_posted<Shared>(transfer, {.steps = steps, .bytes = bytes}, now_ticks());
  });
}

C4_EXPORT void c4mon_transfer_done(c4mon_handle connection, uint64_t steps, uint64_t bytes) {
  with_transfer(connection, [=](Transfer transfer) {
    transfer_done<Shared>(transfer, {.steps = steps, .bytes = bytes}, now_ticks());
  });
}

C4_EXPORT void c4mon_phase(int32_t phase) {
  if (phase >= C4MON_PHASE_NONE && phase <= C4MON_PHASE_DATA) {
    declare_phase(static_cast<Phase>(phase));
  }
}

C4_EXPORT void c4mon_step(uint64_t step) { declare_step(step); }

C4_EXPORT void c4mon_finish(const char* reason) { record_end(EndKind::kFinished, 0, reason); }

C4_EXPORT int c4mon_is_watching(void) { return watches(~std::uint64_t{0}) ? 1 : 0; }

}  // extern "C"
