// Checkpoints are model files with more in them: optimizer.<state>.<parameter> tensors, and the run
// state as JSON.
#include "train/checkpoint.h"

#include "core/error.h"
#include "io/json_record.h"

#include <sstream>

namespace textrnn {

namespace {

std::string state_name(const Optimizer& optimizer, Index k, const Parameter& parameter) {
    return std::string("optimizer.") + optimizer.state_name(k) + "." + parameter.name;
}

} // namespace

static void members(RunState& s, auto visit) {
    visit("epoch", s.epoch)("batch", s.batch)("step", s.step)("loss_sum", s.loss_sum)
         ("examples", s.examples)("tokens", s.tokens)("seconds", s.seconds)
         ("total_seconds", s.total_seconds)("best_epoch", s.best_epoch)
         ("best_accuracy", s.best_accuracy)("best_loss", s.best_loss)
         ("bad_epochs", s.bad_epochs)("plateau_best", s.plateau.best)
         ("plateau_bad_epochs", s.plateau.bad_epochs)("plateau_seen", s.plateau.seen)
         ("plateau_reductions", s.plateau.reductions)("finished", s.finished)
         ("metrics", s.metrics);
}

namespace {

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
    file.metadata.emplace_back("run", record_to_json(state).dump());
    const Parameters& parameters = model.classifier.parameters();
    for (Index p = 0; p < parameters.size(); ++p)
        for (Index k = 0; k < 2; ++k)
            if (optimizer.state_name(k))
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
    const std::string place = path + " (run)";
    RunState state;
    record_from_json(Json::parse(*run, place), state, place);

    const Parameters& parameters = model.classifier.parameters();
    for (Index p = 0; p < parameters.size(); ++p)
        for (Index k = 0; k < 2; ++k) {
            if (!optimizer.state_name(k)) continue;
            const std::string name = state_name(optimizer, k, parameters[p]);
            const NamedTensor* saved = file.find_tensor(name);
            if (!saved || saved->shape != parameters[p].shape)
                throw Error(ExitCode::kBadData, path + ": tensor " + name +
                                                    " is missing or has another shape");
            optimizer.state(p)[k].assign(saved->values.begin(), saved->values.end());
        }
    optimizer.set_steps_taken(state.step);
    Model saved = model_from(std::move(file), path);
    // The data in memory are numbered by the run's own words and labels.
    if (saved.vocabulary.words() != model.vocabulary.words() || saved.labels != model.labels)
        throw Error(ExitCode::kBadData,
                    path + ": its vocabulary or labels are not those of the training data");
    model = std::move(saved);
    // The run changes them and replaces the file, which is not to stay mapped for their sake.
    for (Parameter& p : model.classifier.parameters())
        p.value = SharedBuffer(std::as_const(p.value));
    return state;
}

} // namespace textrnn
