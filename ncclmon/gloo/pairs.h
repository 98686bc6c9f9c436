// The connections of gloo's TCP transport: one Pair object is both lanes between two ranks.
//
// All events of a Pair but its birth come under the Pair's own mutex, on the caller's thread or on
// the device's loop thread, so its state here needs no lock of its own. The look-up does: it is an
// open-addressed table of atomics, never resized, whose keys are never removed but reused.
#pragma once

#include <cstdint>

#include "../core/handle.h"

namespace c4::gloo {

inline constexpr std::uint32_t kPairsMax = 4096;
/// Places where a Pair may stand. A Pair that found none goes unwatched, and looking for it on the
/// training path stays cheap.
inline constexpr std::uint32_t kProbesMax = 64;
/// Smaller payloads come in one packet and say nothing of a rate.
inline constexpr std::uint64_t kStreamedBytesMin = 4096;
/// Transfers in flight on one lane whose size is remembered; beyond, `done` counts no bytes.
inline constexpr std::uint32_t kInFlightMax = 128;

struct Pair;

/// A Pair was made while the mesh of `context` connected.
void remember_pair(void* pair, void* context, std::int32_t peer) noexcept;
/// Opens the connections of all Pairs of this context.
void adopt_pairs(void* context, Handle communicator) noexcept;
/// The communicator is closed: the places of its Pairs are free again.
void forget_pairs(Handle communicator) noexcept;
Pair* find_pair(void* pair) noexcept;

/// The Pair that this thread reads or writes: completions know only a buffer and a rank.
void enter_pair(Pair* pair) noexcept;
Pair* current_pair() noexcept;

void send_ready(Pair* pair, std::uint64_t bytes) noexcept;
void send_posted(Pair* pair, std::uint64_t bytes) noexcept;
void send_done(Pair* pair) noexcept;
void receive_ready(Pair* pair, std::uint64_t bytes) noexcept;
void receive_done(Pair* pair) noexcept;
/// The peer's words: its credit for one of our sends, its announcement of one of its own.
void credit_heard(Pair* pair) noexcept;
void announcement_heard(Pair* pair) noexcept;
/// A read into the user's own memory is about to begin: the next payload's first byte is here.
void payload_begins(Pair* pair, std::uint64_t bytes) noexcept;

}  // namespace c4::gloo
