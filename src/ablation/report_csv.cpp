// report.csv in the long form: one figure a line, and before it the columns that say what it is of.
// It is made from the JSON, so that a figure has the same name in both.
#include "ablation/report.h"

namespace textrnn {

namespace {

// What a figure is of; empty where it does not apply.
struct Keys {
    std::string section, name, optimizer, vocabulary, seed, epoch;
};

std::string csv_field(const std::string& text) {
    if (text.find_first_of("\",\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + "\"";
}

std::string csv_line(const std::vector<std::string>& fields) {
    std::string line;
    for (const std::string& field : fields) (line += csv_field(field)) += ',';
    line.pop_back();
    return line += "\r\n";
}

std::string plain(const Json& value) {
    const auto text = value.as<std::string>();
    return text ? *text : value.dump();
}

// Puts the member among the keys if it belongs there. Parts of a name are joined: "lookup - b".
bool take_key(Keys& keys, const std::string& member, const Json& value) {
    const bool is_name = member == "arm" || member == "name" || member == "word" || member == "a" ||
                         member == "b";
    if (is_name) keys.name += (keys.name.empty() ? "" : " - ") + plain(value);
    std::string* key = member == "optimizer"    ? &keys.optimizer
                       : member == "vocabulary" ? &keys.vocabulary
                       : member == "seed"       ? &keys.seed
                       : member == "epoch"      ? &keys.epoch
                                                : nullptr;
    if (key) *key = plain(value);
    return is_name || key;
}

// A line for each figure of the object; the epochs of a run are objects with keys of the run.
std::string csv_lines(Keys keys, const Json& json) {
    const auto& members = *json.as<Json::Object>();
    std::string lines;
    for (const auto& [member, value] : members) {
        if (take_key(keys, member, value) || member == "right") continue;
        if (const auto items = value.as<Json::Array>())
            for (const Json& item : *items) lines += csv_lines(keys, item);
        else if (const std::string text = plain(value); !text.empty() && text != "null")
            lines += csv_line({keys.section, keys.name, keys.optimizer, keys.vocabulary, keys.seed,
                               keys.epoch, member, text});
    }
    return lines;
}

} // namespace

std::string report_csv(const Results& results) {
    const Json json = to_json(results);
    std::string csv = csv_line(
        {"section", "name", "optimizer", "vocabulary", "seed", "epoch", "figure", "value"});
    for (const std::string section :
         {"equality", "cost", "trained", "summaries", "comparisons", "map"})
        for (const Json& item : *json.find(section)->as<Json::Array>())
            csv += csv_lines({section, "", "", "", "", ""}, item);
    return csv;
}

} // namespace textrnn
