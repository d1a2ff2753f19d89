// The values of TOML that are written as one word: booleans, integers and floats.
#pragma once

#include "io/toml.h"

#include <string>
#include <string_view>
#include <variant>

namespace textrnn {

using TomlWord = std::variant<TomlValue, std::string>; // or what is wrong with it
TomlWord read_toml_word(std::string_view word);

} // namespace textrnn
