// Writes TOML entries as a file, for tests that parse it again.
#pragma once

#include "io/toml.h"

#include <string>
#include <vector>

namespace textrnn {

inline std::string written(const std::vector<TomlEntry>& entries) {
    std::string text, section;
    for (const TomlEntry& entry : entries) {
        if (entry.section != section) text += "[" + entry.section + "]\n";
        section = entry.section;
        text += entry.key + " = " + to_toml(entry.value) + "\n";
    }
    return text;
}

} // namespace textrnn
