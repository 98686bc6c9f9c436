// Reads a process file from outside, as the agent does: bytes of a file, nothing shared.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "check.h"
#include "core/layout.h"

namespace reader {

struct File {
  std::vector<char> bytes;

  template <class Section>
  const Section& at(std::size_t offset) const {
    CHECK(offset + sizeof(Section) <= bytes.size());
    return *reinterpret_cast<const Section*>(bytes.data() + offset);
  }
  const c4::FileHeader& header() const { return at<c4::FileHeader>(0); }
  const c4::CommunicatorEntry& communicator(std::size_t index) const {
    return at<c4::CommunicatorEntry>(c4::kCommunicatorOffset +
                                     index * sizeof(c4::CommunicatorEntry));
  }
  const c4::ConnectionEntry& connection(std::size_t index) const {
    return at<c4::ConnectionEntry>(c4::kConnectionOffset + index * sizeof(c4::ConnectionEntry));
  }
  const c4::RingHeader& ring(std::size_t index) const {
    return at<c4::RingHeader>(c4::kRingOffset + index * c4::kRingStride);
  }
  const c4::OperationRecord& record(std::size_t ring, std::size_t slot) const {
    return at<c4::OperationRecord>(c4::kRingOffset + ring * c4::kRingStride +
                                   sizeof(c4::RingHeader) + slot * sizeof(c4::OperationRecord));
  }
  /// The connection to `peer`, or the test fails.
  const c4::ConnectionEntry& lane(int peer, int channel, c4::Direction direction) const {
    for (std::uint32_t at = 0; at < header().connections_used.load(); ++at) {
      const c4::ConnectionEntry& entry = connection(at);
      if (entry.peer == peer && entry.channel == channel && entry.direction == direction) {
        return entry;
      }
    }
    check::fail(__FILE__, __LINE__, "no such connection");
  }
  std::size_t open_operations(std::size_t index) const {
    std::size_t open = 0;
    for (const c4::OperationSlot& slot : communicator(index).operations) {
      if (slot.ticket.load() != 0 && slot.end_ticks.load() == 0) ++open;
    }
    return open;
  }
};

inline std::vector<std::filesystem::path> paths(const char* leaf = "proc",
                                                const char* node = "node-0") {
  std::vector<std::filesystem::path> found;
  const auto directory = std::filesystem::path(check::directory()) / node / leaf;
  if (!std::filesystem::exists(directory)) return found;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    found.push_back(entry.path());
  }
  return found;
}

inline File read(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  File file;
  // In one piece: a sanitizer checks every byte that an iterator brings, and a file has 6 MiB.
  file.bytes.resize(std::filesystem::file_size(path));
  stream.read(file.bytes.data(), static_cast<std::streamsize>(file.bytes.size()));
  return file;
}

/// The one process file there is.
inline File only() {
  const auto found = paths();
  EQUAL(found.size(), 1U);
  return read(found.front());
}

}  // namespace reader
