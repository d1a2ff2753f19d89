// From TOML to Config and back, by the table of keys.
#include "train/config.h"

#include "core/error.h"
#include "io/file.h"
#include "io/format.h"
#include "io/text.h"

#include <algorithm>
#include <cmath>

namespace textrnn {

namespace {

using Array = TomlValue::Array;

std::string full_name(const Key& key) {
    return std::string(key.section) + "." + key.name;
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "\"" : ", \"") + name + "\"";
    return text;
}

std::string expected(const Key& key) {
    Config probe;
    const Field field = key.field(probe);
    const bool is_list = std::holds_alternative<std::vector<std::string>*>(field);
    if (key.values) return (is_list ? "some of " : "one of ") + joined(key.values());
    const std::string range =
        " from " + significant(key.low, 9) + " to " + significant(key.high, 9);
    if (std::holds_alternative<Index*>(field)) return "an integer" + range;
    if (std::holds_alternative<std::vector<Index>*>(field)) return "an array of integers" + range;
    if (std::holds_alternative<std::vector<double>*>(field)) return "an array of numbers" + range;
    if (std::holds_alternative<double*>(field)) return "a number" + range;
    if (std::holds_alternative<bool*>(field)) return "true or false";
    if (std::holds_alternative<ClassWeights*>(field))
        return "\"none\", \"balanced\" or an array of positive numbers";
    if (std::holds_alternative<std::vector<std::string>*>(field))
        return "a string or an array of strings";
    return "a string";
}

// Each assigns a value of the right type and range and tells whether it could.
bool assign(bool& target, const Key&, const TomlValue& value) {
    const bool* given = std::get_if<bool>(&value.value);
    if (given) target = *given;
    return given != nullptr;
}

bool in_range(const Key& key, double x) { return x >= key.low && x <= key.high; }

bool assign(Index& target, const Key& key, const TomlValue& value) {
    const std::int64_t* given = std::get_if<std::int64_t>(&value.value);
    if (!given || !in_range(key, static_cast<double>(*given))) return false;
    target = static_cast<Index>(*given);
    return true;
}

const double* as_number(const TomlValue& value, double& converted) {
    if (const std::int64_t* integer = std::get_if<std::int64_t>(&value.value)) {
        converted = static_cast<double>(*integer);
        return &converted;
    }
    return std::get_if<double>(&value.value);
}

bool assign(double& target, const Key& key, const TomlValue& value) {
    double converted = 0;
    const double* given = as_number(value, converted);
    if (!given || !in_range(key, *given)) return false; // NaN is in no range
    target = *given;
    return true;
}

bool assign(std::string& target, const Key& key, const TomlValue& value) {
    const std::string* given = std::get_if<std::string>(&value.value);
    if (!given) return false;
    if (key.values) {
        const std::vector<std::string> known = key.values();
        if (std::find(known.begin(), known.end(), *given) == known.end()) return false;
    }
    target = *given;
    return true;
}

template <class T>
bool assign(std::vector<T>& target, const Key& key, const TomlValue& value) {
    std::vector<T> elements;
    const Array* array = std::get_if<Array>(&value.value);
    for (const TomlValue& element : array ? *array : Array{value}) // one alone is a list, too
        if (!assign(elements.emplace_back(), key, element)) return false;
    if (elements.empty()) return false;
    target = std::move(elements);
    return true;
}

bool assign(ClassWeights& target, const Key&, const TomlValue& value) {
    if (const std::string* rule = std::get_if<std::string>(&value.value)) {
        target = {*rule, {}};
        return *rule == "none" || *rule == "balanced";
    }
    const Array* array = std::get_if<Array>(&value.value);
    if (!array || array->empty()) return false;
    target = {"values", {}};
    for (const TomlValue& element : *array) {
        double converted = 0;
        const double* weight = as_number(element, converted);
        if (!weight || !(*weight > 0) || std::isinf(*weight)) return false;
        target.values.push_back(*weight);
    }
    return true;
}

const Key& find_key(const std::string& section, const std::string& name,
                    const std::string& place) {
    for (const Key& key : config_keys())
        if (key.section == section && key.name == name) return key;
    std::vector<std::string> known;
    for (const Key& key : config_keys()) known.push_back(full_name(key));
    const std::string asked = section.empty() ? name : section + "." + name;
    std::string near = nearest_name(asked, known);
    if (near.empty()) // perhaps only the section is wrong or missing
        for (const Key& key : config_keys())
            if (near.empty() && key.name == name) near = full_name(key);
    throw Error(ExitCode::kBadConfig,
                place + ": unknown key " + asked +
                    (near.empty() ? "; `textrnn config` lists them all"
                                  : " (did you mean " + near + "?)"));
}

void set_key(Config& config, const Key& key, const TomlValue& value, const std::string& place) {
    const bool good = std::visit([&](auto* target) { return assign(*target, key, value); },
                                 key.field(config));
    if (good) return;
    const std::string* text = std::get_if<std::string>(&value.value);
    std::string line = place + ": " + full_name(key) + ": expected " + expected(key) + ", found " +
                       (text ? excerpt(*text) : to_toml(value)); // escapes may be six times as long
    if (key.values && text) line += suggestion(*text, key.values());
    throw Error(ExitCode::kBadConfig, line);
}

// "section.key=value", the value in TOML or a word without quotes.
void apply_setting(Config& config, const std::string& setting) {
    const std::string place = "--set " + setting;
    const std::size_t equals = setting.find('='), dot = setting.find('.');
    if (equals == std::string::npos || dot > equals)
        throw Error(ExitCode::kBadConfig, place + ": expected section.key=value");
    const Key& key = find_key(setting.substr(0, dot), setting.substr(dot + 1, equals - dot - 1),
                              place);
    const std::string text = setting.substr(equals + 1);
    const Field field = key.field(config);
    const bool bare = text.empty() || (text[0] != '"' && text[0] != '\'' && text[0] != '[');
    const bool takes_word = std::holds_alternative<std::string*>(field) ||
                            std::holds_alternative<std::vector<std::string>*>(field) ||
                            std::holds_alternative<ClassWeights*>(field);
    set_key(config, key, bare && takes_word ? TomlValue{text} : parse_toml_value(text, place),
            place);
}

// Keys that cannot go together.
void check_together(const Config& c, const std::string& name) {
    const auto refuse = [&](const std::string& why) {
        throw Error(ExitCode::kBadConfig, name + ": " + why);
    };
    if (c.optimizer.nesterov && c.optimizer.momentum == 0)
        refuse("optimizer.nesterov = true needs optimizer.momentum above 0");
    if (c.optimizer.momentum > 0 && c.optimizer.name != "sgd")
        refuse("optimizer.momentum belongs to sgd, but optimizer.name is \"" + c.optimizer.name +
               "\" (set optimizer.momentum = 0)");
    if (c.vocabulary.max_size == 1 || c.vocabulary.max_size == 2)
        refuse("vocabulary.max_size = " + std::to_string(c.vocabulary.max_size) +
               " leaves no row for a word: <pad> and <unk> take two");
    if (c.data.dev.empty() && c.train.patience > 0)
        refuse("train.patience needs data.dev, by which epochs are compared");
    if (c.data.dev.empty() && c.schedule.name == "plateau")
        refuse("schedule.name = \"plateau\" needs data.dev, whose loss it watches");
    const bool has_embedding = find_input_layer(c.model.input)->embed != nullptr;
    if (!has_embedding && c.model.cell == "none")
        refuse("model.input = \"" + c.model.input +
               "\" goes straight into the gates of a cell, but model.cell is \"none\"");
    if (!has_embedding && c.model.embedding_dropout > 0)
        refuse("model.embedding_dropout acts on embeddings, and model.input = \"" +
               c.model.input + "\" has none (set model.embedding_dropout = 0)");
    if (c.model.cell != "none" && c.model.num_layers == 1 && c.model.layer_dropout > 0)
        refuse("model.layer_dropout acts between layers, but model.num_layers is 1");
}

template <class T>
TomlValue array_of(const std::vector<T>& items) {
    Array array;
    for (const T& item : items) array.emplace_back().value = item;
    return {std::move(array)};
}

TomlValue value_of(Field field) {
    struct Visitor {
        TomlValue operator()(const bool* x) const { return {*x}; }
        TomlValue operator()(const Index* x) const { return {static_cast<std::int64_t>(*x)}; }
        TomlValue operator()(const double* x) const { return {*x}; }
        TomlValue operator()(const std::string* x) const { return {*x}; }
        TomlValue operator()(const std::vector<std::string>* x) const {
            if (x->size() <= 1) return {x->empty() ? std::string() : x->front()};
            return array_of(*x);
        }
        TomlValue operator()(const std::vector<Index>* x) const {
            return array_of(std::vector<std::int64_t>(x->begin(), x->end()));
        }
        TomlValue operator()(const std::vector<double>* x) const { return array_of(*x); }
        TomlValue operator()(const ClassWeights* x) const {
            if (x->values.empty()) return {x->rule};
            return array_of(x->values);
        }
    };
    return std::visit(Visitor{}, field);
}

} // namespace

Config parse_config(std::string_view text, const std::string& name,
                    const std::vector<std::string>& settings) {
    Config config;
    for (const TomlEntry& entry : parse_toml(text, name)) {
        const std::string place = name + ":" + std::to_string(entry.line);
        set_key(config, find_key(entry.section, entry.key, place), entry.value, place);
    }
    for (const std::string& setting : settings) apply_setting(config, setting);
    check_together(config, name);
    return config;
}

Config load_config(const std::string& path, const std::vector<std::string>& settings) {
    return parse_config(read_file(path), input_name(path), settings);
}

std::string to_toml(const Config& config, bool with_comments) {
    Config copy = config;
    std::string text, section;
    for (const Key& key : config_keys()) {
        if (section != key.section) {
            section = key.section;
            text += (text.empty() ? "[" : "\n[") + section + "]\n";
        }
        if (with_comments)
            text += std::string("# ") + key.meaning + "; " + expected(key) + "\n";
        text += key.name + (" = " + to_toml(value_of(key.field(copy)))) + "\n";
    }
    return text;
}

} // namespace textrnn
