// JSON: written values parse to the same text; nesting has a limit.
#include "fuzz.h"

#include "io/json.h"

#include <algorithm>

using namespace textrnn;
using namespace textrnn::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of(data, size);
    Json json;
    const Bound bound{size, count_of(text, ",[{:"), kJsonItem};
    if (!loads(bound, "in:", [&] { json = Json::parse(text, "in"); })) return 0;
    const std::string line = json.dump();
    check(std::count(line.begin(), line.end(), '\n') == 0, "more than one line was written");
    check(Json::parse(line, "line").dump() == line, "what was written reads back otherwise");
    check(Json::parse(json.pretty(), "pretty").dump() == line, "pretty text reads back otherwise");
    return 0;
}
