// Messages quote files, names and arguments, which can hold anything; what is shown cannot.
#include "core/error.h"

#include "core/text.h"
#include "core/utf8.h"

#include <algorithm>

namespace textrnn {

namespace {

constexpr std::size_t kHead = 600, kTail = 300; // bytes kept of a longer line

std::string shown(std::string line) {
    if (line.size() > kHead + kTail)
        line.replace(kHead, line.size() - kHead - kTail, " ... ");
    std::replace_if(line.begin(), line.end(), is_control_character, '?');
    return replace_invalid_utf8(line);
}

} // namespace

Error::Error(ExitCode code, const std::string& line)
    : std::runtime_error(shown(line)), code_(code) {}

} // namespace textrnn
