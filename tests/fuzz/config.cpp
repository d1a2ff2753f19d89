// Config files: a valid config is written as a file that parses to the same config. A line that
// begins with "--set " is a setting of the command line.
#include "fuzz.h"

#include "train/config.h"

using namespace textrnn;
using namespace textrnn::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static constexpr std::string_view kSet = "--set ";
    std::string text;
    std::vector<std::string> settings;
    for (std::string_view rest = text_of(data, size); !rest.empty();) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        if (line.starts_with(kSet)) settings.emplace_back(line.substr(kSet.size()));
        else (text += line) += '\n';
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
    Config config;
    constexpr std::size_t kKeys = 60'000; // bytes of the tables of keys that a parse builds
    const Bound bound{size, count_of(text, "=,[\n"), kTomlItem, kAllowance + kKeys};
    const std::string_view place = settings.empty() ? "in:" : "";
    if (!loads(bound, place, [&] { config = parse_config(text, "in", settings); })) return 0;
    const std::string plain = to_toml(config, false);
    check(to_toml(parse_config(plain, "again"), false) == plain, "a config reads back otherwise");
    check(to_toml(parse_config(to_toml(config, true), "again"), false) == plain,
          "a config with comments reads back otherwise");
    return 0;
}
