// JSON: written values parse to the same text; nesting has a limit.
#include "fuzz.h"

#include "io/parse_json.h"

#include <algorithm>

using namespace textrnn;
using namespace textrnn::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of(data, size);
    const auto skip = [&] {
        JsonReader reader(text, "in");
        reader.value();
        reader.finish();
    };
    if (!loads({size}, "in:", skip)) return 0;
    const Json json = parse_json(text, "in");
    const std::string line = json.dump();
    check(std::count(line.begin(), line.end(), '\n') == 0, "more than one line was written");
    check(parse_json(line, "line").dump() == line, "what was written reads back otherwise");
    check(parse_json(json.pretty(), "pretty").dump() == line, "pretty text reads back otherwise");
    return 0;
}
