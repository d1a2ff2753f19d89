// textrnn config: prints all keys with their defaults, as a valid config file.
#include "cli/arguments.h"
#include "train/config.h"

#include <iostream>

namespace textrnn {

namespace {

int run(const Arguments&) {
    std::cout << to_toml(Config{}, true);
    return 0;
}

} // namespace

const Command kConfig{"config", "",
                      "print every key with its default, range and meaning\n\n"
                      "The output is a valid config file.",
                      0, 0, {}, run};

} // namespace textrnn
