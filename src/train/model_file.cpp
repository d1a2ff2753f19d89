// Model files. Loading checks every name and shape against the config in the file.
#include "train/model_file.h"

#include "core/error.h"
#include "io/json.h"
#include "io/text.h"

#include <algorithm>
#include <filesystem>

namespace textrnn {

namespace {

constexpr const char* kFormat = "textrnn 1";

// A JSON array of strings. Without Json objects, whose memory a large vocabulary would multiply.
std::string to_json(const std::vector<std::string>& words) {
    std::string text = "[";
    for (const std::string& word : words)
        append_json_string(text += text.size() > 1 ? ", " : "", word);
    return text + "]";
}

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
    throw Error(ExitCode::kBadData, path + ": " + why);
}

// The metadata value of `key`, which is a JSON array of strings.
std::vector<std::string> strings(const Safetensors& file, const std::string& path,
                                 const std::string& key) {
    const std::string place = path + " (" + key + ")";
    const Json parsed = Json::parse(required_metadata(file, path, key), place);
    const Json::Array* array = parsed.as<Json::Array>();
    if (!array) refuse(place, "expected an array of strings");
    std::vector<std::string> result;
    for (const Json& element : *array) {
        const std::string* text = element.as<std::string>();
        if (!text) refuse(place, std::string("expected a string, found ") + element.type_name());
        result.push_back(*text);
    }
    return result;
}

std::vector<std::string> read_labels(const Safetensors& file, const std::string& path) {
    std::vector<std::string> labels = strings(file, path, "labels");
    if (labels.size() < 2) refuse(path + " (labels)", "expected two labels or more");
    // Commands print one label per line.
    if (std::any_of(labels.begin(), labels.end(), has_control_character))
        refuse(path + " (labels)", "a label contains a control character");
    return labels;
}

} // namespace

std::string shape_text(const std::vector<Index>& shape) {
    std::string text = "[";
    for (const Index n : shape) text += (text.size() > 1 ? ", " : "") + std::to_string(n);
    return text + "]";
}

const std::string& required_metadata(const Safetensors& file, const std::string& path,
                                     const std::string& key) {
    const std::string* text = file.find_metadata(key);
    if (!text) refuse(path, "not a textrnn model or checkpoint: the header lacks " + excerpt(key));
    return *text;
}

NamedTensor& required_tensor(Safetensors& file, const std::string& path, const std::string& name,
                             const std::vector<Index>& shape) {
    const auto found = std::find_if(file.tensors.begin(), file.tensors.end(),
                                    [&](const NamedTensor& t) { return t.name == name; });
    if (found == file.tensors.end()) refuse(path, "tensor " + name + " is missing");
    if (found->shape != shape)
        refuse(path, "tensor " + name + ": expected shape " + shape_text(shape) +
                         " (by the config in the file), found " + shape_text(found->shape));
    if (!is_finite(*found)) refuse(path, "tensor " + name + ": a value is NaN or infinite");
    return *found;
}

Classifier make_classifier(const Config& config, const Vocabulary& vocabulary,
                           const std::vector<std::string>& labels) {
    ClassifierOptions options = config.model;
    options.vocabulary_size = vocabulary.size();
    options.classes = labels.size();
    return Classifier(options);
}

Metadata metadata_of(const Model& model) {
    Metadata metadata = metadata_of(model.config, model.vocabulary);
    metadata.insert(metadata.begin() + 2, {"labels", to_json(model.labels)});
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

Model model_from(Safetensors&& file, const std::string& path) {
    const std::string& format = required_metadata(file, path, "format");
    if (format != kFormat)
        refuse(path, "expected format " + excerpt(kFormat) + ", found " + excerpt(format));
    const Config config =
        parse_saved_config(required_metadata(file, path, "config"), path + " (config)");
    std::vector<std::string> labels = read_labels(file, path);
    Vocabulary vocabulary = Vocabulary::from_words(strings(file, path, "vocabulary"),
                                                   path + " (vocabulary)");
    Classifier classifier = make_classifier(config, vocabulary, labels);
    for (Parameter& p : classifier.parameters())
        p.value = std::move(required_tensor(file, path, p.name, p.shape).values);
    return {config, std::move(vocabulary), std::move(labels), std::move(classifier)};
}

void save_model(const std::string& path, const Model& model) {
    write_safetensors(path, metadata_of(model), tensors_of(model.classifier.parameters()));
}

Model load_model(const std::string& path) {
    std::error_code ignored;
    const bool is_directory = std::filesystem::is_directory(path, ignored);
    const std::string file = is_directory ? path + "/model.safetensors" : path;
    return model_from(read_safetensors(file), file);
}

} // namespace textrnn
