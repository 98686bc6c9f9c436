// What the gloo hook sees of gloo, without gloo: its functions by their linkage names, of which
// each does nothing but call the others as gloo does. The calls between them, and those of the
// test, pass through the hook, which finds the function of the double behind it.
//
// It stands for gloo in tests of what PyTorch cannot be run under, such as ThreadSanitizer.
#pragma once

#include <sys/uio.h>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

namespace gloo_double {

inline constexpr int kRanks = 3;
inline constexpr std::size_t kBytes = 8192;  // of a transfer: enough to be timed

/// Of gloo's transport, from us to one peer and back.
struct Pair {
  std::mutex mutex;  // as gloo's own: held in all that concerns the Pair
  std::condition_variable changed;
  int peer = 0;
  int awaited = 0;  // transfers each way that the loop has still to do
};

/// gloo::rendezvous::Context as its hook reads it: rank and size behind one pointer.
struct Context {
  void* table = nullptr;
  std::int32_t rank = 0;
  std::int32_t size = kRanks;
  Pair pairs[kRanks];
  std::string address;  // whose hash names the communicator
};

struct Buffer {
  Context* context = nullptr;
};

/// Options of a collective: what it works on was said when its buffer was made.
struct Options {
  Context* context = nullptr;
  bool fails = false;  // as when a peer is gone: by an exception
};

#define GLOO(name) __asm__(name) __attribute__((visibility("default")))

void connect_full_mesh(Context*, void* store, void* device) GLOO(
    "_ZN4gloo10rendezvous7Context15connectFullMeshERNS0_5StoreERSt10shared_ptrINS_9transport6"
    "DeviceEE");
void destroy_context(Context*) GLOO("_ZN4gloo7ContextD2Ev");
void set_in_store(void* store, const std::string& key, const std::vector<char>& blob) GLOO(
    "_ZN4gloo10rendezvous11PrefixStore3setERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"
    "RKSt6vectorIcS6_E");
void* create_buffer(Buffer** made, Context*, void* memory, std::size_t bytes) GLOO(
    "_ZN4gloo7Context19createUnboundBufferEPvm");
void construct_pair(Pair*, Context*, void* device, int peer, long timeout_ms) GLOO(
    "_ZN4gloo9transport3tcp4PairC1EPNS1_7ContextEPNS1_6DeviceEiNSt6chrono8durationIlSt5ratioILl1E"
    "Ll1000EEEE");

void announce_send(Pair*, std::uint64_t slot, std::size_t bytes) GLOO(
    "_ZN4gloo9transport3tcp4Pair19sendNotifySendReadyEmm");
void give_credit(Pair*, std::uint64_t slot, std::size_t bytes) GLOO(
    "_ZN4gloo9transport3tcp4Pair19sendNotifyRecvReadyEmm");
void hear_credit(Pair*, void* operation) GLOO(
    "_ZN4gloo9transport3tcp4Pair23handleRemotePendingRecvERKNS1_2OpE");
void hear_announcement(Pair*, void* operation) GLOO(
    "_ZN4gloo9transport3tcp4Pair23handleRemotePendingSendERKNS1_2OpE");
void send_buffer(Pair*, void* buffer, std::uint64_t slot, std::size_t offset, std::size_t bytes)
    GLOO("_ZN4gloo9transport3tcp4Pair17sendUnboundBufferENS_16WeakNonOwningPtrINS1_13Unbound"
         "BufferEEEmmm");
bool write(Pair*, void* operation) GLOO("_ZN4gloo9transport3tcp4Pair5writeERNS1_2OpE");
bool read(Pair*) GLOO("_ZN4gloo9transport3tcp4Pair4readEv");
ssize_t prepare_read(Pair*, void* operation, void* buffer, iovec* where) GLOO(
    "_ZN4gloo9transport3tcp4Pair11prepareReadERNS1_2OpERNS_12NonOwningPtrINS1_13UnboundBuffer"
    "EEER5iovec");
void complete_send(void* buffer, int rank) GLOO(
    "_ZN4gloo9transport3tcp13UnboundBuffer20handleSendCompletionEi");
void complete_receive(void* buffer, int rank) GLOO(
    "_ZN4gloo9transport3tcp13UnboundBuffer20handleRecvCompletionEi");

void all_reduce(Options*) GLOO("_ZN4gloo9allreduceERKNS_16AllreduceOptionsE");
void send(Buffer*, int peer, std::uint64_t slot, std::size_t offset, std::size_t bytes) GLOO(
    "_ZN4gloo9transport3tcp13UnboundBuffer4sendEimmm");
bool wait_send(Buffer*, int* rank, long timeout_ms) GLOO(
    "_ZN4gloo9transport3tcp13UnboundBuffer8waitSendEPiNSt6chrono8durationIlSt5ratioILl1ELl1000E"
    "EEE");

#undef GLOO

/// The loop's part of one transfer each way. The Pair's mutex is held.
void advance(Pair*);

}  // namespace gloo_double
