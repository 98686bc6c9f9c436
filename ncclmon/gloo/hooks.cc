// The functions of gloo that ours stand in front of, by their linkage names.
//
// Held by name rather than by gloo's headers: the names are the same from gloo 0.5 (Debian's
// PyTorch 1.13) to PyTorch 2.13, while the classes' layouts are not. By-value arguments that are
// not trivial (shared_ptr, vector, WeakNonOwningPtr) and returned objects travel as pointers, as
// the Itanium C++ ABI lays down. Exceptions pass through: these functions need no clean-up.
//
// One transfer of gloo's TCP transport, sender's side above, receiver's below:
//
//   sendNotifySendReady ····▶ sendUnboundBuffer ────────▶ handleSendCompletion
//        ready                 posted: the credit came        done: in the kernel's buffer
//   sendNotifyRecvReady ──────────── prepareRead ────────▶ handleRecvCompletion
//        ready: credit given         first byte came          done: all bytes are here
//
// handleRemotePendingRecv and handleRemotePendingSend are where the other end's credit and
// announcement arrive. All of a Pair's events come with its mutex held.
#include <sys/types.h>
#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "contexts.h"
#include "../core/monitor.h"
#include "operations.h"
#include "pairs.h"
#include "../core/interpose.h"

using namespace c4;
using namespace c4::gloo;

#define C4_HOOK extern "C" __attribute__((visibility("default")))

// ---- a sign of life ----

// gloo's loop waits for 10 ms at a time, busy or not: its turns tell a process that waits from one
// that stands still. Others who poll in this process pass through here, too, and are as much alive;
// but without gloo nobody's turns are a sign, for a poller such as PMIx's may well wait for ever.
// A busy loop turns thousands of times a second, and a sign's cost is the clock it reads: one turn
// in sixteen, 160 ms at most, is enough for an age that is judged in seconds.
C4_HOOK int epoll_wait(int descriptor, void* events, int capacity, int timeout_ms) {
  C4_REAL(int, int, void*, int, int);
  constexpr std::uint32_t kTurnsPerBeat = 16;
  static std::atomic<std::uint32_t> turns{0};
  const int ready = real(descriptor, events, capacity, timeout_ms);
  if (!g_has_connected.load(std::memory_order_relaxed)) return ready;
  // A turn that two threads count as one costs nothing; an atomic increment would.
  const std::uint32_t turn = turns.load(std::memory_order_relaxed);
  turns.store(turn + 1, std::memory_order_relaxed);
  if (ready <= 0 || turn % kTurnsPerBeat == 0) beat();  // touches no errno
  return ready;
}

// ---- contexts ----

// gloo::rendezvous::Context::connectFullMesh(std::shared_ptr<Store>, std::shared_ptr<Device>&)
C4_HOOK void
_ZN4gloo10rendezvous7Context15connectFullMeshESt10shared_ptrINS0_5StoreEERS2_INS_9transport6DeviceEE(
    void* self, void* store, void* device) {
  C4_REAL(void, void*, void*, void*);
  begin_mesh(self);
  real(self, store, device);
  end_mesh(self);
}

// The same in gloo 0.5, where the store comes by reference.
C4_HOOK void
_ZN4gloo10rendezvous7Context15connectFullMeshERNS0_5StoreERSt10shared_ptrINS_9transport6DeviceEE(
    void* self, void* store, void* device) {
  C4_REAL(void, void*, void*, void*);
  begin_mesh(self);
  real(self, store, device);
  end_mesh(self);
}

// gloo::Context::~Context(), as derived classes call it
C4_HOOK void _ZN4gloo7ContextD2Ev(void* self) {
  C4_REAL(void, void*);
  close_context(self);
  real(self);
}

// gloo::transport::tcp::Rank::Rank(const std::vector<char>&): somebody else's blob
C4_HOOK void _ZN4gloo9transport3tcp4RankC1ERKSt6vectorIcSaIcEE(
    void* self, const std::vector<char>* blob) {
  C4_REAL(void, void*, const void*);
  hash_rank_blob(blob->data(), blob->size());
  real(self, blob);
}

// std::vector<char> gloo::transport::tcp::Rank::bytes() const: our own blob
C4_HOOK void* _ZNK4gloo9transport3tcp4Rank5bytesEv(std::vector<char>* result, const void* self) {
  C4_REAL(void*, void*, const void*);
  void* returned = real(result, self);
  hash_rank_blob(result->data(), result->size());
  return returned;
}

namespace {
/// Blobs stand under rank numbers; host names, which not every rank reads, under "rank_<n>".
bool is_rank_number(const std::string& key) noexcept {
  if (key.size() == 0) return false;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (key.data()[i] < '0' || key.data()[i] > '9') return false;
  }
  return true;
}
}  // namespace

// gloo::rendezvous::PrefixStore::set(const std::string&, const std::vector<char>&)
C4_HOOK void
_ZN4gloo10rendezvous11PrefixStore3setERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEERKSt6vectorIcS6_E(
    void* self, const std::string* key, const std::vector<char>* blob) {
  C4_REAL(void, void*, const void*, const void*);
  if (is_rank_number(*key)) hash_store_blob(blob->data(), blob->size());
  real(self, key, blob);
}

// std::vector<char> gloo::rendezvous::PrefixStore::get(const std::string&)
C4_HOOK void*
_ZN4gloo10rendezvous11PrefixStore3getERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE(
    std::vector<char>* result, void* self, const std::string* key) {
  C4_REAL(void*, void*, void*, const void*);
  void* returned = real(result, self, key);
  if (is_rank_number(*key)) hash_store_blob(result->data(), result->size());
  return returned;
}

// std::unique_ptr<UnboundBuffer> gloo::Context::createUnboundBuffer(void*, size_t)
C4_HOOK void* _ZN4gloo7Context19createUnboundBufferEPvm(void* result, void* self, void* memory,
                                                        std::size_t size) {
  C4_REAL(void*, void*, void*, void*, std::size_t);
  prepare_operation(self, size);
  void* returned = real(result, self, memory, size);
  remember_buffer(*static_cast<void**>(result), self);
  return returned;
}

// ---- connections ----

// gloo::transport::tcp::Pair::Pair(Context*, Device*, int, std::chrono::milliseconds, bool)
C4_HOOK void
_ZN4gloo9transport3tcp4PairC1EPNS1_7ContextEPNS1_6DeviceEiNSt6chrono8durationIlSt5ratioILl1ELl1000EEEEb(
    void* self, void* context, void* device, int peer, long timeout_ms, bool lazily) {
  C4_REAL(void, void*, void*, void*, int, long, bool);
  real(self, context, device, peer, timeout_ms, lazily);
  if (meshing() != nullptr) remember_pair(self, meshing(), peer);
}

// The same in gloo 0.5, which has no lazy connections.
C4_HOOK void
_ZN4gloo9transport3tcp4PairC1EPNS1_7ContextEPNS1_6DeviceEiNSt6chrono8durationIlSt5ratioILl1ELl1000EEEE(
    void* self, void* context, void* device, int peer, long timeout_ms) {
  C4_REAL(void, void*, void*, void*, int, long);
  real(self, context, device, peer, timeout_ms);
  if (meshing() != nullptr) remember_pair(self, meshing(), peer);
}

// gloo::transport::tcp::Pair::sendNotifySendReady(uint64_t slot, size_t bytes)
C4_HOOK void _ZN4gloo9transport3tcp4Pair19sendNotifySendReadyEmm(void* self, std::uint64_t slot,
                                                                 std::size_t bytes) {
  C4_REAL(void, void*, std::uint64_t, std::size_t);
  if (c4::gloo::Pair* pair = find_pair(self)) send_ready(pair, bytes);
  real(self, slot, bytes);
}

// gloo::transport::tcp::Pair::sendUnboundBuffer(WeakNonOwningPtr<UnboundBuffer>, slot, offset, n)
C4_HOOK void
_ZN4gloo9transport3tcp4Pair17sendUnboundBufferENS_16WeakNonOwningPtrINS1_13UnboundBufferEEEmmm(
    void* self, void* buffer, std::uint64_t slot, std::size_t offset, std::size_t bytes) {
  C4_REAL(void, void*, void*, std::uint64_t, std::size_t, std::size_t);
  if (c4::gloo::Pair* pair = find_pair(self)) send_posted(pair, bytes);
  real(self, buffer, slot, offset, bytes);
}

// gloo::transport::tcp::Pair::sendNotifyRecvReady(uint64_t slot, size_t bytes)
C4_HOOK void _ZN4gloo9transport3tcp4Pair19sendNotifyRecvReadyEmm(void* self, std::uint64_t slot,
                                                                 std::size_t bytes) {
  C4_REAL(void, void*, std::uint64_t, std::size_t);
  if (c4::gloo::Pair* pair = find_pair(self)) receive_ready(pair, bytes);
  real(self, slot, bytes);
}

// gloo::transport::tcp::Pair::handleRemotePendingRecv(const Op&)
C4_HOOK void _ZN4gloo9transport3tcp4Pair23handleRemotePendingRecvERKNS1_2OpE(void* self, void* op) {
  C4_REAL(void, void*, void*);
  if (c4::gloo::Pair* pair = find_pair(self)) credit_heard(pair);
  real(self, op);
}

// gloo::transport::tcp::Pair::handleRemotePendingSend(const Op&)
C4_HOOK void _ZN4gloo9transport3tcp4Pair23handleRemotePendingSendERKNS1_2OpE(void* self, void* op) {
  C4_REAL(void, void*, void*);
  if (c4::gloo::Pair* pair = find_pair(self)) announcement_heard(pair);
  real(self, op);
}

// ssize_t gloo::transport::tcp::Pair::prepareRead(Op&, NonOwningPtr<UnboundBuffer>&, iovec&):
// says where the next bytes go. Into the Pair itself they are a preamble, elsewhere a payload.
C4_HOOK ssize_t
_ZN4gloo9transport3tcp4Pair11prepareReadERNS1_2OpERNS_12NonOwningPtrINS1_13UnboundBufferEEER5iovec(
    void* self, void* op, void* buffer, iovec* where) {
  C4_REAL(ssize_t, void*, void*, void*, iovec*);
  const ssize_t wanted = real(self, op, buffer, where);
  constexpr std::uintptr_t kPairBytesMax = 4096;  // of the Pair object; it is far smaller
  const std::uintptr_t offset =
      reinterpret_cast<std::uintptr_t>(where->iov_base) - reinterpret_cast<std::uintptr_t>(self);
  if (wanted > 0 && offset >= kPairBytesMax && current_pair() != nullptr) {
    payload_begins(current_pair(), where->iov_len);
  }
  return wanted;
}

// Writing and reading: completions below know a buffer and a rank, but not the Pair.

// bool gloo::transport::tcp::Pair::write(Op&)
C4_HOOK bool _ZN4gloo9transport3tcp4Pair5writeERNS1_2OpE(void* self, void* op) {
  C4_REAL(bool, void*, void*);
  c4::gloo::Pair* outer = current_pair();
  enter_pair(find_pair(self));
  const bool written = real(self, op);
  enter_pair(outer);
  return written;
}

// bool gloo::transport::tcp::Pair::read()
C4_HOOK bool _ZN4gloo9transport3tcp4Pair4readEv(void* self) {
  C4_REAL(bool, void*);
  c4::gloo::Pair* outer = current_pair();
  enter_pair(find_pair(self));
  const bool read = real(self);
  enter_pair(outer);
  return read;
}

// gloo::transport::tcp::UnboundBuffer::handleSendCompletion(int rank)
C4_HOOK void _ZN4gloo9transport3tcp13UnboundBuffer20handleSendCompletionEi(void* self, int rank) {
  C4_REAL(void, void*, int);
  if (current_pair() != nullptr) send_done(current_pair());
  real(self, rank);
}

// gloo::transport::tcp::UnboundBuffer::handleRecvCompletion(int rank)
C4_HOOK void _ZN4gloo9transport3tcp13UnboundBuffer20handleRecvCompletionEi(void* self, int rank) {
  C4_REAL(void, void*, int);
  if (current_pair() != nullptr) receive_done(current_pair());
  real(self, rank);
}

// ---- collectives ----

#define C4_COLLECTIVE(name, function)                            \
  C4_HOOK void name(void* options) {                             \
    C4_REAL(void, void*);                                        \
    const Running running = begin_collective(Function::function); \
    real(options);                                               \
    end_collective(running);                                     \
  }

C4_COLLECTIVE(_ZN4gloo9allreduceERKNS_16AllreduceOptionsE, kAllReduce)
C4_COLLECTIVE(_ZN4gloo9broadcastERNS_16BroadcastOptionsE, kBroadcast)
C4_COLLECTIVE(_ZN4gloo9allgatherERNS_16AllgatherOptionsE, kAllGather)
C4_COLLECTIVE(_ZN4gloo10allgathervERNS_17AllgathervOptionsE, kAllGather)
C4_COLLECTIVE(_ZN4gloo8alltoallERNS_15AlltoallOptionsE, kAllToAll)
C4_COLLECTIVE(_ZN4gloo9alltoallvERNS_16AlltoallvOptionsE, kAllToAll)
C4_COLLECTIVE(_ZN4gloo7barrierERNS_14BarrierOptionsE, kBarrier)
C4_COLLECTIVE(_ZN4gloo6reduceERNS_13ReduceOptionsE, kReduce)
C4_COLLECTIVE(_ZN4gloo6gatherERNS_13GatherOptionsE, kGather)
C4_COLLECTIVE(_ZN4gloo7gathervERNS_14GathervOptionsE, kGather)
C4_COLLECTIVE(_ZN4gloo7scatterERNS_14ScatterOptionsE, kScatter)

// ---- point to point: an UnboundBuffer that the program uses itself ----

// gloo::transport::tcp::UnboundBuffer::send(int, uint64_t slot, size_t offset, size_t bytes)
C4_HOOK void _ZN4gloo9transport3tcp13UnboundBuffer4sendEimmm(void* self, int peer,
                                                             std::uint64_t slot,
                                                             std::size_t offset,
                                                             std::size_t bytes) {
  C4_REAL(void, void*, int, std::uint64_t, std::size_t, std::size_t);
  begin_point_to_point(self, Function::kSend, peer);
  real(self, peer, slot, offset, bytes);
}

// gloo::transport::tcp::UnboundBuffer::recv(int, uint64_t slot, size_t offset, size_t bytes)
C4_HOOK void _ZN4gloo9transport3tcp13UnboundBuffer4recvEimmm(void* self, int peer,
                                                             std::uint64_t slot,
                                                             std::size_t offset,
                                                             std::size_t bytes) {
  C4_REAL(void, void*, int, std::uint64_t, std::size_t, std::size_t);
  begin_point_to_point(self, Function::kRecv, peer);
  real(self, peer, slot, offset, bytes);
}

// bool gloo::transport::tcp::UnboundBuffer::waitSend(int* rank, std::chrono::milliseconds)
C4_HOOK bool
_ZN4gloo9transport3tcp13UnboundBuffer8waitSendEPiNSt6chrono8durationIlSt5ratioILl1ELl1000EEEE(
    void* self, int* rank, long timeout_ms) {
  C4_REAL(bool, void*, int*, long);
  const bool finished = real(self, rank, timeout_ms);
  end_point_to_point(self);
  return finished;
}

// bool gloo::transport::tcp::UnboundBuffer::waitRecv(int* rank, std::chrono::milliseconds)
C4_HOOK bool
_ZN4gloo9transport3tcp13UnboundBuffer8waitRecvEPiNSt6chrono8durationIlSt5ratioILl1ELl1000EEEE(
    void* self, int* rank, long timeout_ms) {
  C4_REAL(bool, void*, int*, long);
  const bool finished = real(self, rank, timeout_ms);
  end_point_to_point(self);
  return finished;
}
