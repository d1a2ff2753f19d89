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
    {"per_second", [](double n) { return n > 0 ? with_prefix(n) + "/s" : "not measured"; }},
    {"seconds", seconds_text},
    {"p_", p_value_text},
    {"accuracy", percent},
    {"deviation", percent},
    {"_difference", brief},
    {"difference", points_text},
    {"similarity", brief},
    {"loss", [](double loss) { return fixed(loss, 4); }},
    {"memory", bytes_text},
    {"bytes", bytes_text},
    {"multiply_adds", [](double n) { return with_prefix(n); }},
    {"seed", [](double seed) { return fixed(seed, 0); }},
    {"", count_text}};

constexpr const char* kTitles[][2] = {
    {"equality", "Two models side by side on the same batches"},
    {"cost", "A training step on one thread: medians"},
    {"cost_shape", "The synthetic texts of these steps, and the model"},
    {"summaries", "Test accuracy of each arm"},
    {"comparisons", "Every pair of arms: a minus b"},
    {"trained", "Every trained run"},
    {"epochs", "Every epoch"},
    {"neighbors", "Nearest words by cosine, before and after training"},
    {"environment", "Where and how"}};

// "warm", "1.23 ms", "warm 0.91, soul 0.88"
std::string text_of(const std::string& member, const Json& value) {
    if (const auto text = value.as<std::string>()) return *text;
    if (value.as<bool>()) return value.dump();
    std::vector<std::string> parts;
    if (const auto items = value.as<Json::Array>()) {
        for (const Json& item : *items) parts.push_back(text_of(member, item));
        return joined(parts);
    }
    if (const auto members = value.as<Json::Object>()) {
        for (const auto& [name, part] : *members) parts.push_back(text_of(name, part));
        return joined(parts, " ");
    }
    return std::find_if(std::begin(kFormats), std::end(kFormats), [&](const Format& format) {
        return member.find(format.part) != std::string::npos;
    })->text(value.number());
}

TableCell cell_of(const std::string& member, const Json& value) {
    const auto text = value.as<std::string>();
    const std::string exact = text ? *text : value.dump();
    return {text_of(member, value), exact == "null" ? "" : exact};
}

void add_row(const Json& record, ReportTable& table) {
    const Json* reason = record.find("not_run"); // if there is a reason, a 0 means "not measured"
    const bool is_measured = !reason || reason->as<std::string>()->empty();
    table.columns.clear();
    auto& cells = table.rows.emplace_back();
    for (const auto& [name, value] : *record.as<Json::Object>()) {
        if (name == "epochs" || name == "right") continue; // too long for a cell
        table.columns.push_back(name);
        cells.push_back(is_measured || value.number() != 0 ? cell_of(name, value)
                                                           : TableCell{"not run", ""});
    }
}

// A row per epoch, which begins with the arm and the seed of its run.
void add_epochs(const Json& run, ReportTable& table) {
    for (const Json& epoch : *run.find("epochs")->as<Json::Array>()) {
        Json::Object row = {{"arm", *run.find("arm")}, {"seed", *run.find("seed")}};
        const Json::Object& figures = *epoch.as<Json::Object>();
        row.insert(row.end(), figures.begin(), figures.end());
        add_row(row, table);
    }
}

void add_value(const std::string& member, const Json& value, ReportTable& table) {
    table.columns = {"what", "value"};
    table.rows.push_back({{readable(member), ""}, cell_of(member, value)});
}

} // namespace

std::string readable(const std::string& member) {
    std::string text = member.starts_with("machine_") ? member.substr(8) : member;
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

ReportTable table_of(const Json& results, const std::string& name) {
    const bool is_epochs = name == "epochs";
    ReportTable table{is_epochs ? "trained" : name, {}, {}, {}};
    for (const auto& [of, title] : kTitles)
        if (name == of) table.title = title;
    const Json& section = *results.find(table.section);
    if (const auto records = section.as<Json::Array>())
        for (const Json& record : *records) (is_epochs ? add_epochs : add_row)(record, table);
    else
        for (const auto& [member, value] : *section.as<Json::Object>())
            add_value(member, value, table);
    if (name == "environment")
        for (const char* member : {"train_examples", "test_examples", "vocabulary", "labels",
                                   "arms", "seeds"})
            add_value(member, *results.find(member), table);
    return table;
}

} // namespace textrnn
