// Checkpoints are model files with more in them: optimizer.<state>.<parameter> tensors, and the run
// state as JSON.
#include "train/checkpoint.h"

#include "core/error.h"
#include "io/json.h"

#include <sstream>
#include <type_traits>

namespace textrnn {

namespace {

std::string state_name(const Optimizer& optimizer, Index k, const Parameter& parameter) {
    return std::string("optimizer.") + optimizer.kind().states[k] + "." + parameter.name;
}

// Every number of the state with its name; the one list from which both directions work.
template <class State, class Visit>
void each_number(State& s, Visit visit) {
    visit("epoch", s.epoch);
    visit("batch", s.batch);
    visit("step", s.step);
    visit("loss_sum", s.loss_sum);
    visit("examples", s.examples);
    visit("tokens", s.tokens);
    visit("seconds", s.seconds);
    visit("total_seconds", s.total_seconds);
    visit("best_epoch", s.best_epoch);
    visit("best_accuracy", s.best_accuracy);
    visit("best_loss", s.best_loss);
    visit("bad_epochs", s.bad_epochs);
    visit("plateau_best", s.plateau.best);
    visit("plateau_bad_epochs", s.plateau.bad_epochs);
    visit("plateau_seen", s.plateau.seen);
    visit("plateau_reductions", s.plateau.reductions);
    visit("finished", s.finished);
}

std::string to_json(const RunState& state) {
    Json::Object object;
    each_number(state, [&](const char* name, const auto& value) {
        object.emplace_back(name, Json(value));
    });
    object.emplace_back("metrics", Json::Array(state.metrics.begin(), state.metrics.end()));
    return Json(object).dump();
}

template <class T>
bool read_number(const Json& json, T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        if (const bool* b = json.as<bool>()) return value = *b, true;
    } else if constexpr (std::is_same_v<T, Index>) {
        if (const std::int64_t* n = json.as<std::int64_t>())
            return value = static_cast<Index>(*n), *n >= 0;
    } else if (json.as<double>() || json.as<std::int64_t>()) {
        return value = json.number(), true;
    }
    return false;
}

RunState from_json(const std::string& text, const std::string& place) {
    const Json json = Json::parse(text, place);
    RunState state;
    each_number(state, [&](const char* name, auto& value) {
        const Json* member = json.find(name);
        if (!member || !read_number(*member, value))
            throw Error(ExitCode::kBadData, place + ": \"" + name + "\" is missing or wrong");
    });
    const Json* metrics = json.find("metrics");
    if (const Json::Array* lines = metrics ? metrics->as<Json::Array>() : nullptr)
        for (const Json& line : *lines)
            if (const std::string* line_text = line.as<std::string>())
                state.metrics.push_back(*line_text);
    return state;
}

// The first line in which two configs differ, as "the checkpoint has ..., the config ...".
std::string difference(const std::string& saved, const std::string& now) {
    std::istringstream a(saved), b(now);
    std::string line_a, line_b, section;
    while (std::getline(a, line_a) && std::getline(b, line_b)) {
        if (line_a != line_b)
            return "the checkpoint has " + section + line_a + ", the config " + section + line_b;
        if (line_a.starts_with('[')) section = line_a + " ";
    }
    return "they differ in length";
}

void check_same_run(const Safetensors& file, const std::string& path, const Model& model,
                    std::uint64_t fingerprint) {
    const std::string now = to_toml(model.config, false);
    const std::string* saved = file.find_metadata("config");
    if (saved && *saved != now)
        throw Error(ExitCode::kBadConfig, path + ": belongs to a run with another config (" +
                                              difference(*saved, now) +
                                              "); resume with that config, or without --resume");
    const std::string* data = file.find_metadata("data_fingerprint");
    if (!data || *data != std::to_string(fingerprint))
        throw Error(ExitCode::kBadConfig,
                    path + ": the training or dev data have changed since it was written");
}

} // namespace

void save_checkpoint(const std::string& path, const Model& model, Optimizer& optimizer,
                     const RunState& state, std::uint64_t data_fingerprint) {
    Safetensors file = to_safetensors(model);
    file.metadata.emplace_back("data_fingerprint", std::to_string(data_fingerprint));
    file.metadata.emplace_back("run", to_json(state));
    const Parameters& parameters = model.classifier.parameters();
    for (Index p = 0; p < parameters.size(); ++p)
        for (Index k = 0; k < 2; ++k)
            if (optimizer.kind().states[k])
                file.tensors.push_back({state_name(optimizer, k, parameters[p]),
                                        parameters[p].shape, optimizer.state(p)[k]});
    write_safetensors(path, file);
}

RunState load_checkpoint(const std::string& path, Model& model, Optimizer& optimizer,
                         std::uint64_t data_fingerprint) {
    Safetensors file = read_safetensors(path);
    check_same_run(file, path, model, data_fingerprint);
    const std::string* run = file.find_metadata("run");
    if (!run) throw Error(ExitCode::kBadData, path + ": not a checkpoint: it lacks \"run\"");
    const RunState state = from_json(*run, path + " (run)");

    const Parameters& parameters = model.classifier.parameters();
    for (Index p = 0; p < parameters.size(); ++p)
        for (Index k = 0; k < 2; ++k) {
            if (!optimizer.kind().states[k]) continue;
            const std::string name = state_name(optimizer, k, parameters[p]);
            const NamedTensor* saved = file.find_tensor(name);
            if (!saved || saved->shape != parameters[p].shape)
                throw Error(ExitCode::kBadData, path + ": tensor " + name +
                                                    " is missing or has another shape");
            optimizer.state(p)[k] = saved->values;
        }
    optimizer.set_steps_taken(state.step);
    model = model_from(std::move(file), path);
    return state;
}

} // namespace textrnn
