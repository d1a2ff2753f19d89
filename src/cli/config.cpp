// textrnn config: prints all keys with their defaults, as a valid config file.
#include "cli/arguments.h"
#include "train/config.h"

#include <iostream>

namespace textrnn {

const Command kConfig{"config", "",
                      "print every key with its default, range and meaning\n\n"
                      "The output is a valid config file.",
                      0, 0, {},
                      [](const Arguments&) {
                          std::cout << to_toml(Config{}, true);
                          return 0;
                      }};

} // namespace textrnn
