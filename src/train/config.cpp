// Reads a Config from TOML and writes it, by the table of keys.
#include "train/config.h"

#include "core/error.h"
#include "core/registry.h"
#include "data/unicode.h"
#include "io/file.h"
#include "io/json_record.h"
#include "io/text.h"

#include <filesystem>

namespace textrnn {

namespace fs = std::filesystem;

using Array = TomlValue::Array;

constexpr Index kMaxConfigBytes = Index{1} << 20; // bounds the memory of TOML values

// a, b or c
static std::string alternatives(const std::vector<std::string>& items) {
    std::string text;
    for (Index i = 0; i < items.size(); ++i)
        text += (i == 0 ? "" : i + 1 == items.size() ? " or " : ", ") + items[i];
    return text;
}

// nullptr: the value is not restricted to names.
static const std::vector<std::string>* allowed_names(const Key& key) {
    return std::get_if<std::vector<std::string>>(&key.allowed);
}

// "an integer from 1 to 64", "one of "a", "b"", ...: for messages and comments.
static std::string expected(const Key& key) {
    static constexpr const char* kTypes[] = {
        "true or false", "an integer", "a number", "a string", "a string or an array of strings",
        "an array of integers", "an array of numbers",
        "\"none\", \"balanced\" or an array of positive numbers"};
    static_assert(std::size(kTypes) == std::variant_size_v<Field>);
    const bool is_list = std::holds_alternative<std::vector<std::string>*>(key.field);
    if (const auto* names = allowed_names(key))
        return (is_list ? "some of " : "one of ") + listed(*names);
    std::string text = kTypes[key.field.index()];
    if (const auto* range = std::get_if<NumberRange>(&key.allowed))
        text += " from " + significant(range->low, 9) + " to " + significant(range->high, 9);
    return text;
}

// Each assign() takes the value. False: its type or range is wrong; the target is unspecified.
template <class T>
static bool assign(T& target, const TomlValue& value) {
    const T* given = value.as<T>();
    if (given) target = *given;
    return given != nullptr;
}

static bool assign(bool& target, const Key&, const TomlValue& v) { return assign(target, v); }

template <class Number>
static bool assign(Number& target, const Key& key, const TomlValue& value) {
    const auto [low, high] = std::get<NumberRange>(key.allowed);
    const double number = value.number(); // exact within every range; NaN for another type
    const bool has_type = std::is_same_v<Number, double> || !value.as<double>();
    if (!(number >= low && number <= high) || !has_type) return false;
    target = static_cast<Number>(number);
    return true;
}

static bool assign(std::string& target, const Key& key, const TomlValue& value) {
    if (const auto* number = value.as<std::int64_t>();
        number && std::string_view(key.name).ends_with("_column"))
        return target = std::to_string(*number), true;
    const auto* names = allowed_names(key);
    return assign(target, value) && target.find('\0') == std::string::npos &&
           (!names || std::ranges::count(*names, target) > 0);
}

template <class T>
static bool assign(std::vector<T>& target, const Key& key, const TomlValue& value) {
    const Array* array = value.as<Array>();
    target.clear();
    for (const TomlValue& element : array ? *array : Array{value}) // a single value is a list, too
        if (!assign(target.emplace_back(), key, element)) return false;
    return !target.empty();
}

static bool assign(ClassWeights& target, const Key&, const TomlValue& value) {
    target = {"values", {}};
    if (assign(target.rule, value)) return target.rule == "none" || target.rule == "balanced";
    const Key positive{"", {}, NumberRange{1e-20, 1e20}, ""}; // sums of floats stay finite
    return value.as<Array>() && assign(target.values, positive, value);
}

// Throws Error(kBadConfig) with suggestions if there is no such key.
static const Key& find_key(const std::vector<Key>& keys, const std::string& name,
                           const std::string& place, bool with_suggestions = true) {
    if (const Key* key = find_named(keys, name)) return *key;
    const auto similar = with_suggestions ? suggested_keys(name) : std::vector<std::string>{};
    std::string hint = with_suggestions ? "; `textrnn config` lists all keys" : "";
    if (!similar.empty()) hint = " (did you mean " + alternatives(similar) + "?)";
    refuse_config(place + ": unknown key " + name + hint);
}

// "; did you mean "gru"?": the nearest name, or else all names that begin with the value.
static std::string value_suggestion(const std::string& value, std::vector<std::string> names) {
    const std::string nearest = suggestion(value, names);
    std::erase_if(names, [&](const std::string& name) { return !name.starts_with(value); });
    if (!nearest.empty() || value.empty() || names.empty()) return nearest;
    for (std::string& name : names) name = in_quotes(name);
    return "; did you mean " + alternatives(names) + "?";
}

// Throws Error(kBadConfig) "PLACE: KEY: expected ..., found ..." if the value does not fit.
static void set_key(const Key& key, const TomlValue& value, const std::string& place) {
    if (std::visit([&](auto* target) { return assign(*target, key, value); }, key.field)) return;
    const std::string* text = value.as<std::string>();
    std::string line = place + ": " + key.name + ": expected " + expected(key) + ", found " +
                       (text ? excerpt(*text) : to_toml(value));
    const auto* names = allowed_names(key);
    if (names && text) line += value_suggestion(*text, *names);
    if (const std::string_view name = key.name; name == "data.dev" || name == "data.test")
        line += "; a share of the training texts is \"10%\"";
    refuse_config(line);
}

// "section.key=value", the value in TOML or a string without quotes.
static void apply_setting(const std::vector<Key>& keys, const std::string& setting) {
    const std::string place = "--set " + setting;
    const std::size_t equals = setting.find('='), dot = setting.find('.');
    if (equals == std::string::npos || dot > equals)
        refuse_config(place + ": expected section.key=value");
    const Key& key = find_key(keys, std::string(trimmed(setting.substr(0, equals))), place);
    const std::string text = setting.substr(equals + 1);
    const bool takes_string = !std::holds_alternative<bool*>(key.field) &&
                              !std::holds_alternative<NumberRange>(key.allowed);
    // A word other than true and false becomes a string: set_key() then names the expected type.
    const bool is_word = text >= "A" && !text.starts_with("true") && !text.starts_with("false");
    const bool is_bare = (takes_string || is_word) && text.find_first_of("\"'[") != 0;
    set_key(key, is_bare ? TomlValue{text} : parse_toml_value(text, place), place);
}

// Refuses combinations of values that contradict each other.
static void check_together(const Config& c, const std::string& name) {
    const std::string& separator = c.data.reader.separator;
    const bool no_dev = c.data.dev.empty();
    const bool no_table = !find_named(input_layers(), c.model.input)->embed;
    const bool one_layer = c.model.cell != "none" && c.model.num_layers == 1;
    const std::string needs_table = " needs a model.input with embeddings";
    const std::pair<bool, std::string> contradictions[] = {
        {separator != "auto" && (separator.size() != 1 || separator.find_first_of("\"\n\r") == 0),
         "data.separator: expected \"auto\" or one ASCII character (a tab: \"\\t\"; in a shell: "
         "'\"\\t\"'), found " + excerpt(separator)},
        {std::ranges::count(c.data.train, "-") + (c.data.dev == "-") + (c.data.test == "-") +
                     (c.train.start == "-") > 1 ||
             std::ranges::count(c.pretrain.text, "-") > 1,
         "standard input (\"-\") can be read only once"},
        {c.optimizer.nesterov && c.optimizer.momentum == 0,
         "optimizer.nesterov = true needs optimizer.momentum above 0"},
        {c.optimizer.momentum > 0 && c.optimizer.name != "sgd",
         "optimizer.momentum is only for sgd; set it to 0"},
        {c.vocabulary.max_size == 1 || c.vocabulary.max_size == 2,
         "vocabulary.max_size leaves no row for words: <pad> and <unk> take two"},
        {c.ablation.learning_rates.size() > c.ablation.arms.size(),
         "ablation.learning_rates has more values than ablation.arms"},
        {share_of(c.data.dev) + share_of(c.data.test) >= 1,
         "data.dev and data.test leave no share of the texts to train on"},
        {no_dev && c.train.patience > 0, "train.patience needs data.dev"},
        {no_dev && c.train.calibrate, "train.calibrate needs data.dev"},
        {no_dev && c.train.metric != "accuracy", "train.metric needs data.dev"},
        {no_dev && c.schedule.name == "plateau", "schedule.name = \"plateau\" needs data.dev"},
        {no_table && c.model.cell == "none", "this model.input needs a recurrent model.cell"},
        {no_table && c.train.adversarial > 0, "train.adversarial" + needs_table},
        {no_table && c.model.embedding_dropout > 0, "model.embedding_dropout" + needs_table},
        {no_table && c.model.freeze == "embedding", "model.freeze = \"embedding\"" + needs_table},
        {one_layer && c.model.layer_dropout > 0,
         "model.layer_dropout acts between RNN layers, but model.num_layers is 1"}};
    for (const auto& [is_bad, why] : contradictions)
        if (is_bad) refuse_config(name + ": " + why);
}

static TomlValue value_of(const auto& x) { return record_to_json(x); }
static TomlValue value_of(const std::vector<std::string>& x) {
    return x.size() > 1 ? record_to_json(x) : x.empty() ? "" : x.front();
}
static TomlValue value_of(const ClassWeights& x) {
    return x.values.empty() ? x.rule : record_to_json(x.values);
}

static std::string value_text(const Key& key) {
    return std::visit([](const auto* x) { return to_toml(value_of(*x)); }, key.field);
}

void change_config(Config& config, const std::vector<std::string>& settings,
                   const std::string& name) {
    const std::vector<Key> keys = config_keys(config);
    for (const std::string& setting : settings) apply_setting(keys, setting);
    check_together(config, name);
}

Config parse_config(std::string_view text, const std::string& name,
                    const std::vector<std::string>& settings, bool with_suggestions) {
    if (text.size() > kMaxConfigBytes) refuse_config(name + ": expected a config of at most 1 MiB");
    Config config;
    const std::vector<Key> keys = config_keys(config);
    for (const TomlEntry& entry : parse_toml(text, name)) {
        const std::string place = name + ":" + std::to_string(entry.line);
        const std::string key = entry.section + (entry.section.empty() ? "" : ".") + entry.key;
        set_key(find_key(keys, key, place, with_suggestions), entry.value, place);
    }
    change_config(config, settings, name);
    return config;
}

std::vector<KeyDifference> differences(Config a, Config b) {
    const std::vector<Key> keys = config_keys(a), others = config_keys(b);
    std::vector<KeyDifference> found;
    for (Index k = 0; k < keys.size(); ++k)
        found.push_back({keys[k].name, value_text(keys[k]), value_text(others[k])});
    std::erase_if(found, [](const KeyDifference& d) { return d.a == d.b; });
    return found;
}

Config load_config(const std::string& path, const std::vector<std::string>& settings,
                   bool needs_files) {
    if (const std::string inner = path + "/config.toml";
        path != "-" && is_directory(status_of(path)))
        throw Error(ExitCode::kNoInput, path + ": expected a config file, found a directory" +
                        (!fs::exists(inner) ? "" : "; its config is " + inner + "; to start from "
                         "its model: textrnn train CONFIG --set model.start=" + path));
    if (exists(status_of(path)) && !path.ends_with(".toml") && format_of(path, {}) != "lines")
        refuse_config(path + ": expected a config file (TOML), found data; a config names them in "
                             "data.train");
    Config c = parse_config(read_file(path, kMaxConfigBytes), input_name(path), settings);
    if (!needs_files) return c;
    std::vector<std::string> files = c.data.train;
    files.insert(files.end(), c.pretrain.text.begin(), c.pretrain.text.end());
    files.insert(files.end(), {c.data.dev, c.data.test, c.train.start});
    for (const std::string& file : files) {
        const auto beside = fs::path(path).parent_path() / file;
        if (file.empty() || share_of(file) > 0 || exists(status_of(file))) continue;
        if (file != "-" && file.find_first_not_of("+-.,0123456789% ") == std::string::npos)
            throw Error(ExitCode::kNoInput, file + ": no such file; a share of the training texts "
                            "is a number above 0 and a percent sign: \"10%\"");
        if (exists(status_of(beside)))
            throw Error(ExitCode::kNoInput, file + ": no such file; paths are relative to the "
                            "working directory; it lies beside the config: " + beside.string());
    }
    return c;
}

std::string to_toml(Config config, bool with_comments) {
    std::string text, section;
    for (const Key& key : config_keys(config)) {
        const std::string full = key.name, before = section;
        section = full.substr(0, full.find('.'));
        if (section != before) text += (before.empty() ? "[" : "\n[") + section + "]\n";
        if (with_comments) text += "# " + (key.meaning + ("; " + expected(key))) + "\n";
        text += full.substr(section.size() + 1) + " = " + value_text(key) + "\n";
    }
    return text;
}

} // namespace textrnn
