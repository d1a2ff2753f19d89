// Model files. Loading looks up each parameter by name and checks its shape against the config.
#include "train/model_file.h"

#include "core/error.h"
#include "core/registry.h"
#include "io/file.h"
#include "io/json_record.h"
#include "io/text.h"

namespace textrnn {

static constexpr const char* kFormat = "textrnn 1";

// A JSON array of strings. Without Json objects, whose memory a large vocabulary would multiply.
static std::string to_json(const std::vector<std::string>& words) {
    std::string text = "[";
    for (const std::string& word : words)
        append_in_quotes(text += text.size() > 1 ? ", " : "", word);
    return text + "]";
}

// Calls use(string) for each element of the JSON array `key`.
static void for_each_string(const Safetensors& file, const std::string& key, auto use) {
    JsonReader reader(required_metadata(file, key), file.path + " (" + key + ")");
    reader.elements([&] { use(reader.string()); });
    reader.finish();
}

// Number of strings in the JSON array `key`: two or more, and one per row of `tensor`, if the file
// has it. Callers reserve this number: a vector that grows needs up to three times the memory.
static Index count_strings(const Safetensors& file, const std::string& key,
                           std::string_view tensor) {
    Index count = 0;
    for_each_string(file, key, [&](const std::string&) { ++count; });
    const NamedTensor* const found = find_named(file.tensors, tensor);
    const bool has_labels = key == "labels"; // classifier.bias [C], in every classifier
    const std::size_t dimensions = has_labels ? 1 : 2;
    const bool fits = found ? found->shape.size() == dimensions && found->shape[0] == count
                            : !has_labels;
    if (count < 2 || !fits)
        refuse(file.path + " (" + key + ")", "expected two strings or more, as many as " +
                                                 std::string(tensor) + " has rows, found " +
                                                 grouped(count));
    return count;
}

static std::vector<std::string> read_labels(const Safetensors& file) {
    if (!file.find_metadata("labels"))
        refuse(file.path, "has no classifier; train one with textrnn train CONFIG --set "
                          "model.start=" + file.path);
    std::vector<std::string> labels;
    labels.reserve(count_strings(file, "labels", "classifier.bias"));
    for_each_string(file, "labels", [&](std::string label) {
        const std::string_view previous = labels.empty() ? std::string_view() : labels.back();
        // Commands print a label per line.
        if (label <= previous || std::ranges::any_of(label, is_control_character))
            refuse(file.path + " (labels)", "expected each label once, in byte order, without "
                                            "control characters; found " + excerpt(label));
        labels.push_back(std::move(label));
    });
    return labels;
}

std::string shape_text(const std::vector<Index>& shape) {
    return Json(Json::Array(shape.begin(), shape.end())).dump();
}

const std::string& required_metadata(const Safetensors& file, const std::string& key) {
    const std::string* text = file.find_metadata(key);
    if (!text)
        refuse(file.path, "not a textrnn model or checkpoint: the header lacks " + excerpt(key));
    return *text;
}

double metadata_number(const Safetensors& file, const std::string& key, double otherwise) {
    if (const std::string* text = file.find_metadata(key))
        record_from_json(*text, otherwise, file.path + " (" + key + ")");
    return otherwise;
}

NamedTensor& required_tensor(Safetensors& file, const std::string& name,
                             const std::vector<Index>& shape) {
    const std::string place = file.path + ": tensor " + name;
    const auto found = std::ranges::find(file.tensors, name, &NamedTensor::name);
    if (found == file.tensors.end()) throw Error(ExitCode::kBadData, place + " is missing");
    if (found->shape != shape)
        refuse(place, "expected shape " + shape_text(shape) +
                          " (by the config in the file), found " + shape_text(found->shape));
    if (!is_finite(*found)) refuse(place, "a value is NaN or infinite");
    return *found;
}

Classifier make_classifier(const Config& config, Index words, Index labels) {
    ClassifierOptions options = config.model;
    options.vocabulary_size = words;
    options.classes = labels;
    return Classifier(options);
}

Metadata metadata_of(const Model& model) {
    Metadata metadata = metadata_of(model.config, model.vocabulary);
    metadata.insert(metadata.begin() + 2, {"labels", to_json(model.labels)});
    if (const double temperature = model.classifier.temperature(); temperature != 1)
        metadata.emplace_back("temperature", shortest(temperature));
    return metadata;
}

Metadata metadata_of(const Config& config, const Vocabulary& vocabulary) {
    return {{"format", kFormat},
            {"config", to_toml(config, false)},
            {"vocabulary", to_json(vocabulary.words())}};
}

std::vector<TensorView> tensors_of(const Parameters& parameters) {
    std::vector<TensorView> tensors;
    for (const Parameter& p : parameters)
        tensors.push_back({p.name, p.shape, {p.value.data(), p.value.size()}});
    return tensors;
}

Config saved_config(const Safetensors& file) {
    const std::string& format = required_metadata(file, "format");
    if (format != kFormat)
        refuse(file.path, "expected format " + excerpt(kFormat) + ", found " + excerpt(format));
    const std::string& text = required_metadata(file, "config");
    try {
        Config config = parse_config(text, file.path + " (config)", {}, false);
        if (text.find("tokenizer_version") == std::string::npos) config.text.version = 1;
        return config;
    } catch (const Error& error) {
        throw Error(ExitCode::kBadData, error.what() + std::string("; the file was written by a "
                                                                   "newer textrnn, or altered"));
    }
}

Vocabulary vocabulary_of(const Safetensors& file) {
    const std::string place = file.path + " (vocabulary)";
    Vocabulary vocabulary;
    vocabulary.reserve(count_strings(file, "vocabulary", kEmbeddingName));
    for_each_string(file, "vocabulary",
                    [&](const std::string& word) { vocabulary.add(word, place); });
    return vocabulary;
}

Model model_from(Safetensors&& file, bool needs_labels) {
    Config config = saved_config(file);
    Config parts = config; // the config of the classifier
    std::vector<std::string> labels;
    if (needs_labels || file.find_metadata("labels")) {
        labels = read_labels(file);
    } else {
        parts.model.input = "lookup";
        parts.model.cell = "none";
    }
    const Index words = count_strings(file, "vocabulary", kEmbeddingName);
    Classifier classifier = make_classifier(parts, words, labels.size());
    for (Parameter& p : classifier.parameters())
        p.value = std::move(required_tensor(file, p.name, p.shape).values);
    classifier.set_temperature(metadata_number(file, "temperature", 1));
    if (const double t = classifier.temperature(); t < 0.01 || t > 100)
        refuse(file.path + " (temperature)", "expected 0.01 to 100, found " + shortest(t));
    config.data.reader.known_labels = labels;
    // Last: the shapes have shown that the file has a row for each word.
    return {std::move(config), vocabulary_of(file), std::move(labels), std::move(classifier)};
}

void check_header(const Metadata& metadata, const Parameters& parameters, Index epochs) {
    const auto config = std::ranges::find(metadata, "config", &Metadata::value_type::first);
    parse_config(config->second, "the config as the model saves it", {}, false);
    // A checkpoint also has the optimizer's tensors and a line of metrics per epoch.
    const Index room = (Index{1} << 20) + 512 * epochs;
    const Index bytes = header_bytes(metadata, tensors_of(parameters)) + room;
    if (bytes > kMaxHeader)
        refuse_config("vocabulary and metrics need a header of " + grouped(bytes) +
                      " bytes, at most " + grouped(kMaxHeader) + " are allowed; set " +
                      (bytes > 2 * room ? "a smaller vocabulary.max_size" : "fewer epochs"));
}

void save_model(const std::string& path, const Model& model) {
    write_safetensors(path, metadata_of(model), tensors_of(model.classifier.parameters()));
}

bool is_model(const std::string& path) {
    if (path.ends_with(".safetensors") || is_directory(status_of(path))) return true;
    if (!is_regular_file(status_of(path))) return false;
    char start[9] = {}; // the header's length (no text has zeros in it), and '{'
    open_input(path)->read(start, sizeof start);
    return start[7] == 0 && start[8] == '{';
}

std::string model_path(const std::string& path) {
    return is_directory(status_of(path)) ? path + "/model.safetensors" : path;
}

Model load_model(const std::string& path, bool needs_labels) {
    return model_from(read_safetensors(model_path(path)), needs_labels);
}

} // namespace textrnn
