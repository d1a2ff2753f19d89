// HTML tables of JSON records: the members of a record are the columns of its table. The name of a
// member decides how its numbers are written.
#include "ablation/report.h"
#include "io/text.h"

#include <algorithm>

namespace textrnn {

namespace {

struct Format {
    const char* part; // of the member's name
    std::string (*text)(double);
};
// The first entry whose part occurs in the name counts.
constexpr Format kFormats[] = {
    {"_difference", brief},
    {"per_second", [](double n) { return with_prefix(n) + "/s"; }},
    {"loss", [](double loss) { return fixed(loss, 4); }},
    {"seconds", seconds_text}, {"p_", p_value_text}, {"accuracy", percent}, {"deviation", percent},
    {"difference", points_text}, {"_low", points_text}, {"_high", points_text},
    {"similarity", brief}, {"rate", brief}, {"memory", bytes_text},
    {"seed", [](double seed) { return fixed(seed, 0); }}, {"", count_text}};

// Members that only results.json shows: tables have to fit on a page.
constexpr const char* kHidden[] = {"a_input", "a_optimizer", "b_input", "b_optimizer", "whole",
                                   "multiply_adds", "id", "epochs", "right"};

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

std::string cell(const char* name, const std::string& text, bool is_number) {
    return element(name, {{"class", is_number ? "number" : ""}}, escaped(text));
}
std::string readable(const std::string& member) { // "machine_bytes_read" -> "bytes read"
    return replaced(member.starts_with("machine_") ? member.substr(8) : member, {{'_', " "}});
}

// The record's names and values as table rows. If a record has a reason not to be run, a 0 means
// "not measured".
std::pair<std::string, std::string> header_and_row(const Json& record) {
    const Json* reason = record.find("not_run");
    const bool is_measured = !reason || reason->as<std::string>()->empty();
    std::string names, values;
    for (const auto& [name, value] : *record.as<Json::Object>()) {
        if (std::find(std::begin(kHidden), std::end(kHidden), name) != std::end(kHidden)) continue;
        const double number = value.number();
        names += cell("th", readable(name), !std::isnan(number));
        values += cell("td", is_measured || number != 0 ? text_of(name, value) : "not run",
                       !std::isnan(number));
    }
    return {element("tr", {}, names) + "\n", element("tr", {}, values) + "\n"};
}

} // namespace

std::string table_html(const Json& results, const char* name, const char* title) {
    std::string rows;
    if (const Json& section = *results.find(name); section.as<Json::Object>())
        for (const auto& [member, value] : *section.as<Json::Object>())
            rows += element("tr", {}, cell("td", readable(member), false) +
                                          cell("td", text_of(member, value), false)) + "\n";
    else
        for (const Json& record : *section.as<Json::Array>()) {
            const auto [header, row] = header_and_row(record);
            rows += (rows.empty() ? header : "") + row;
        }
    if (rows.empty()) return element("p", {}, std::string(title) + ": not run.") + "\n";
    const std::string table = element("table", {}, element("caption", {}, title) + rows);
    return element("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"},
                           {"aria-label", title}}, table) + "\n";
}

} // namespace textrnn
