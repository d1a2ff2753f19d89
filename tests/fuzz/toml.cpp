// TOML: entries written as a file parse to the same entries; and single values, as in --set.
#include "fuzz.h"

#include "../io/written_toml.h"

using namespace textrnn;
using namespace textrnn::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = text_of(data, size);
    const Bound bound{size, count_of(text, "=,[\n"), kTomlItem};
    std::vector<TomlEntry> entries;
    if (loads(bound, "in:", [&] { entries = parse_toml(text, "in"); })) {
        const std::string once = written(entries);
        check(written(parse_toml(once, "again")) == once, "entries read back otherwise");
        check(entries.empty() || (entries[0].line >= 1 && entries.back().line <= size),
              "a line that is not in the file");
    }
    TomlValue value;
    if (loads(bound, "in:", [&] { value = parse_toml_value(text, "in"); }))
        check(to_toml(parse_toml_value(to_toml(value), "again")) == to_toml(value),
              "a value reads back otherwise");
    return 0;
}
