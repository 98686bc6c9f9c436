// Writes the golden sections: golden_writer DIRECTORY.
#include <cstdio>
#include <fstream>

#include "golden.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("golden_writer DIRECTORY\n", stderr);
    return 64;
  }
  for (const golden::Section& section : golden::sections()) {
    std::ofstream stream(std::string(arguments[1]) + "/" + section.name, std::ios::binary);
    stream.write(section.bytes.data(), static_cast<std::streamsize>(section.bytes.size()));
    if (!stream) return 1;
  }
  return 0;
}
