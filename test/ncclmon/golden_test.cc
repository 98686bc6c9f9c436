// The committed bytes are what C++ writes today and what it means by them. golden.test.ts reads the
// same bytes with the agent's parser.
#include <cstdlib>
#include <cstring>

#include "check.h"
#include "golden.h"
#include "reader.h"

namespace {

using namespace c4;

std::string committed(const std::string& name) {
  const char* root = std::getenv("C4_GOLDEN");
  return std::string(root != nullptr ? root : "../test/golden/layout") + "/" + name;
}

template <class Section>
const Section& section(const reader::File& file) {
  return file.at<Section>(0);
}

}  // namespace

TEST("the committed sections are byte for byte what is written today") {
  for (const golden::Section& section : golden::sections()) {
    const reader::File file = reader::read(committed(section.name));
    EQUAL(file.bytes.size(), section.bytes.size());
    CHECK(file.bytes == section.bytes);
  }
}

TEST("what was written is read back with its meaning") {
  const reader::File header_file = reader::read(committed("header.bin"));
  const auto& header = section<FileHeader>(header_file);
  EQUAL(header.pid, 4242U);
  EQUAL(header.layout_version.load(), 1U);
  EQUAL(header.clock_shift, 32U);
  CHECK(header.end_kind.load() == EndKind::kExited);
  EQUAL(header.chain_errors.load(), 18U);
  EQUAL(header.step.load(), 1234U);
  CHECK(std::strcmp(header.first_error, "no room") == 0);
  const reader::File communicator_file = reader::read(committed("communicator.bin"));
  const auto& communicator = section<CommunicatorEntry>(communicator_file);
  EQUAL(communicator.started.load(), 130U);
  EQUAL(communicator.operations[130 & 63].end_ticks.load(), 0U);
  EQUAL(communicator.operations[129 & 63].sequence, 629U);
  const reader::File connection_file = reader::read(committed("connections.bin"));
  const auto& receive = connection_file.at<ConnectionEntry>(sizeof(ConnectionEntry));
  EQUAL(receive.channel, 300U);
  EQUAL(receive.remote_port, 50002U);
  CHECK(receive.wait.load() == Wait::kData);
  const reader::File ring_file = reader::read(committed("ring.bin"));
  EQUAL(section<RingHeader>(ring_file).head.load(), 5U);
  EQUAL(ring_file.at<OperationRecord>(sizeof(RingHeader) + 4 * 64).ordinal, 105U);
}
