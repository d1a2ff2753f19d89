// Model files: writing is listing what there is; reading checks every name and shape.
#include "train/model_file.h"

#include "core/error.h"
#include "io/json.h"
#include "io/text.h"

#include <algorithm>
#include <filesystem>

namespace textrnn {

namespace {

constexpr const char* kFormat = "textrnn 1";

std::string to_json(const std::vector<std::string>& words) {
    return Json(Json::Array(words.begin(), words.end())).dump();
}

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
    throw Error(ExitCode::kBadData, path + ": " + why);
}

std::string metadata(const Safetensors& file, const std::string& path, const char* key) {
    const std::string* text = file.find_metadata(key);
    if (!text) refuse(path, std::string("not a textrnn model: its header lacks \"") + key + "\"");
    return *text;
}

std::vector<std::string> strings(const std::string& json, const std::string& place) {
    const Json parsed = Json::parse(json, place);
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

std::string shape_text(const std::vector<Index>& shape) {
    std::string text;
    for (const Index n : shape) text += (text.empty() ? "[" : ", ") + std::to_string(n);
    return text + "]";
}

void take_parameters(Parameters& parameters, Safetensors& file, const std::string& path) {
    for (Parameter& p : parameters) {
        const auto found =
            std::find_if(file.tensors.begin(), file.tensors.end(),
                         [&](const NamedTensor& t) { return t.name == p.name; });
        if (found == file.tensors.end()) refuse(path, "tensor " + p.name + " is missing");
        if (found->shape != p.shape)
            refuse(path, "tensor " + p.name + ": expected shape " + shape_text(p.shape) +
                             " by the config inside, found " + shape_text(found->shape));
        p.value = std::move(found->values);
    }
}

} // namespace

Classifier make_classifier(const Config& config, const Vocabulary& vocabulary,
                           const std::vector<std::string>& labels) {
    ClassifierOptions options = config.model;
    options.vocabulary_size = vocabulary.size();
    options.classes = labels.size();
    return Classifier(options);
}

Safetensors to_safetensors(const Model& model) {
    Safetensors file;
    file.metadata = {{"format", kFormat},
                     {"config", to_toml(model.config, false)},
                     {"labels", to_json(model.labels)},
                     {"vocabulary", to_json(model.vocabulary.words())}};
    for (const Parameter& p : model.classifier.parameters())
        file.tensors.push_back({p.name, p.shape, p.value});
    return file;
}

Model model_from(Safetensors&& file, const std::string& path) {
    if (metadata(file, path, "format") != kFormat)
        refuse(path, "expected format \"" + std::string(kFormat) + "\", found \"" +
                         metadata(file, path, "format") + "\"");
    const Config config = parse_config(metadata(file, path, "config"), path + " (config)");
    const std::string labels_place = path + " (labels)", words_place = path + " (vocabulary)";
    std::vector<std::string> labels = strings(metadata(file, path, "labels"), labels_place);
    if (labels.size() < 2) refuse(labels_place, "expected two labels or more");
    // They are printed as they are, one a line.
    if (std::any_of(labels.begin(), labels.end(), has_control_character))
        refuse(labels_place, "a label holds a control character");
    Vocabulary vocabulary = Vocabulary::from_words(
        strings(metadata(file, path, "vocabulary"), words_place), words_place);
    Classifier classifier = make_classifier(config, vocabulary, labels);
    take_parameters(classifier.parameters(), file, path);
    return {config, std::move(vocabulary), std::move(labels), std::move(classifier)};
}

void save_model(const std::string& path, const Model& model) {
    write_safetensors(path, to_safetensors(model));
}

Model load_model(const std::string& path) {
    std::error_code ignored;
    const bool directory = std::filesystem::is_directory(path, ignored);
    const std::string file = directory ? path + "/model.safetensors" : path;
    return model_from(read_safetensors(file), file);
}

} // namespace textrnn
