// Tables of JSON records: the members of a record are the columns of its table. The name of a
// member decides how its numbers are written.
#include "ablation/report.h"

#include <algorithm>

namespace textrnn {

namespace {

struct Format {
    const char* part; // of the member's name
    std::string (*text)(double);
};
// The first entry whose part occurs in the name counts.
constexpr Format kFormats[] = {
    {"per_second", [](double n) { return with_prefix(n) + "/s"; }},
    {"seconds", seconds_text},
    {"p_", p_value_text},
    {"accuracy", percent},
    {"deviation", percent},
    {"_difference", brief},
    {"difference", points_text},
    {"_low", points_text},
    {"_high", points_text},
    {"similarity", brief},
    {"loss", [](double loss) { return fixed(loss, 4); }},
    {"memory", bytes_text},
    {"seed", [](double seed) { return fixed(seed, 0); }},
    {"", count_text}};

constexpr const char* kTitles[][2] = {
    {"equality", "Two models side by side on the same batches"},
    {"cost", "A training step on one thread: medians and quartiles"},
    {"cost_shape", "The synthetic texts of these steps, and the model"},
    {"summaries", "Test accuracy of each arm"},
    {"comparisons", "Differences, a minus b, in percentage points"},
    {"trained", "Every trained run"},
    {"neighbors", "Nearest words by cosine, before and after training"},
    {"environment", "Where and how"}};

// Members that only results.json and results.csv show: tables have to fit on a page.
constexpr const char* kHidden[] = {"a_input", "a_optimizer", "b_input", "b_optimizer", "whole",
                                   "fastest_seconds", "slowest_seconds", "multiply_adds", "id",
                                   "epochs", "right"};

// "warm", "1.23 ms", "warm 0.91, soul 0.88"
std::string text_of(const std::string& member, const Json& value) {
    if (const auto text = value.as<std::string>()) return *text;
    if (const auto is_so = value.as<bool>()) return *is_so ? "yes" : "no";
    std::string all;
    const auto append = [&](const std::string& name, const Json& part, const char* separator) {
        all += (all.empty() ? "" : separator) + text_of(name, part);
    };
    if (const auto items = value.as<Json::Array>()) {
        for (const Json& item : *items) append(member, item, ", ");
        return all;
    }
    if (const auto members = value.as<Json::Object>()) {
        for (const auto& [name, part] : *members) append(name, part, " ");
        return all;
    }
    return std::isnan(value.number()) ? "undefined"
           : std::find_if(std::begin(kFormats), std::end(kFormats), [&](const Format& format) {
                 return member.find(format.part) != std::string::npos;
             })->text(value.number());
}

std::string readable(const std::string& member) { // "machine_bytes_read" -> "bytes read"
    return replaced(member.starts_with("machine_") ? member.substr(8) : member, {{'_', " "}});
}

void add_row(const Json& record, ReportTable& table) {
    const Json* reason = record.find("not_run"); // if there is a reason, a 0 means "not measured"
    const bool is_measured = !reason || reason->as<std::string>()->empty();
    table.columns.clear();
    auto& cells = table.rows.emplace_back();
    for (const auto& [name, value] : *record.as<Json::Object>()) {
        if (std::find(std::begin(kHidden), std::end(kHidden), name) != std::end(kHidden)) continue;
        table.columns.push_back(readable(name));
        const double number = value.number();
        cells.push_back({is_measured || number != 0 ? text_of(name, value) : "not run",
                         !std::isnan(number)});
    }
}

} // namespace

ReportTable table_of(const Json& results, const std::string& name) {
    ReportTable table;
    for (const auto& [of, title] : kTitles)
        if (name == of) table.title = title;
    const Json& section = *results.find(name);
    if (const auto records = section.as<Json::Array>()) {
        for (const Json& record : *records) add_row(record, table);
        return table;
    }
    Json::Object values = *section.as<Json::Object>();
    if (name == "environment")
        for (const char* member : {"train_examples", "test_examples", "vocabulary", "labels",
                                   "arms", "seeds"})
            values.emplace_back(member, *results.find(member));
    table.columns = {"what", "value"};
    for (const auto& [member, value] : values)
        table.rows.push_back({{readable(member)}, {text_of(member, value)}});
    return table;
}

} // namespace textrnn
