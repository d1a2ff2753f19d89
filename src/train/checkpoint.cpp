// A checkpoint is a model file with the optimizer's tensors, and the run state as JSON metadata.
#include "train/checkpoint.h"

#include "core/error.h"
#include "core/registry.h"
#include "io/json_record.h"

#include <algorithm>

namespace textrnn {

static void members(RunState& s, auto visit) {
    visit("epoch", s.epoch)("batch", s.batch)("step", s.step)("loss_sum", s.loss_sum)
         ("examples", s.examples)("tokens", s.tokens)("seconds", s.seconds)
         ("total_seconds", s.total_seconds)("best_epoch", s.best_epoch)
         ("best_accuracy", s.best.accuracy)("best_loss", s.best.loss)
         ("bad_epochs", s.bad_epochs)("plateau_best", s.plateau.best)
         ("plateau_bad_epochs", s.plateau.bad_epochs)("plateau_seen", s.plateau.seen)
         ("plateau_reductions", s.plateau.reductions)("finished", s.finished)
         ("metrics", s.metrics);
}

TrainProgress EpochState::progress(Index epochs, Index batches) const {
    const auto done = static_cast<double>(epoch * batches + batch);
    const auto all = static_cast<double>(epochs * batches);
    return {.epoch = epoch + 1,
            .epochs = epochs,
            .train_loss = loss_sum / static_cast<double>(std::max(examples, Index{1})),
            .tokens_per_second = static_cast<double>(tokens) / seconds,
            .seconds = seconds,
            .fraction = done / all,
            .seconds_left = (total_seconds + seconds) / done * (all - done)};
}

void EpochState::begin_next_epoch() {
    epoch += 1;
    total_seconds += seconds;
    batch = examples = tokens = 0;
    loss_sum = seconds = 0;
}

// Calls use(name in the file, shape, values) for each of the optimizer's arrays.
static void for_each_state(Optimizer& optimizer, const Parameters& parameters, auto use) {
    for (Index p = 0; p < parameters.size(); ++p)
        for (Index k = 0; k < Optimizer::kStates; ++k)
            if (const char* state = optimizer.state_name(k); state && !parameters[p].frozen)
                use(std::string("optimizer.") + state + "." + parameters[p].name,
                    parameters[p].shape, optimizer.state(p)[k]);
}

std::vector<TensorView> checkpoint_tensors(const Parameters& parameters, Optimizer* optimizer) {
    std::vector<TensorView> tensors = tensors_of(parameters);
    const auto add = [&](const std::string& name, const auto& shape, const Storage& values) {
        tensors.push_back({name, shape, values});
    };
    if (optimizer) for_each_state(*optimizer, parameters, add);
    return tensors;
}

void load_tensors(Safetensors& file, const std::string& path, Parameters& parameters,
                  Optimizer* optimizer, Index steps) {
    for (Parameter& p : parameters)
        copy_values(required_tensor(file, path, p.name, p.shape),
                    {p.value.data(), p.value.size()});
    if (!optimizer) return;
    for_each_state(*optimizer, parameters, [&](const auto& name, const auto& shape, Storage& to) {
        copy_values(required_tensor(file, path, name, shape), to);
    });
    optimizer->set_steps_taken(steps);
}

void check_same_run(const Safetensors& file, const std::string& path, const Config& config,
                    bool (*decides)(std::string_view key), const Metadata& metadata,
                    std::uint64_t data_fingerprint) {
    const Config saved = saved_config(file, path);
    const std::string hint = ", or without --resume; a new run can start from its model by "
                             "model.start";
    const bool has_end = find_named(schedules(), config.schedule.name)->has_end;
    for (const auto& [key, then, now] : differences(saved, config)) {
        const bool is_extended = key == "train.epochs" && saved.train.epochs < config.train.epochs;
        if (!decides(key) || (is_extended && !has_end)) continue;
        const std::string reason =
            is_extended ? "; schedule.name = " + in_quotes(config.schedule.name) +
                              " depends on train.epochs"
                        : "";
        throw Error(ExitCode::kBadConfig,
                    path + ": belongs to a run with another config (the checkpoint has " + key +
                        " = " + then + ", the config " + key + " = " + now + ")" + reason +
                        "; resume with that config" + hint);
    }
    if (required_metadata(file, path, "data_fingerprint") != std::to_string(data_fingerprint))
        throw Error(ExitCode::kBadConfig,
                    path + ": the training or dev data have changed since the checkpoint was "
                           "written; resume with the data of then" + hint);
    for (const auto& [key, value] : metadata)
        if (key != "config" && required_metadata(file, path, key) != value)
            throw Error(ExitCode::kBadData,
                        path + ": its \"" + key + "\" differs from the training run's");
}

void save_checkpoint(const std::string& path, const Model& model, Optimizer& optimizer,
                     const RunState& state, std::uint64_t data_fingerprint) {
    Metadata metadata = metadata_of(model);
    metadata.insert(metadata.end(), {{"data_fingerprint", std::to_string(data_fingerprint)},
                                     {"best_weights", state.best_weights},
                                     {"best_macro_f1", shortest(state.best.macro_f1)},
                                     {"run", record_to_json(state).dump()}});
    write_safetensors(path, metadata,
                      checkpoint_tensors(model.classifier.parameters(), &optimizer));
}

RunState load_checkpoint(const std::string& path, Model& model, Optimizer& optimizer,
                         std::uint64_t data_fingerprint) {
    Safetensors file = read_safetensors(path);
    check_same_run(file, path, model.config, decides_training, metadata_of(model),
                   data_fingerprint);
    RunState state;
    record_from_json(required_metadata(file, path, "run"), state, path + " (run)");
    state.epochs = saved_config(file, path).train.epochs;
    // Checkpoints of version 0.1.0 have neither checksum nor macro F1.
    state.best.macro_f1 = metadata_number(file, path, "best_macro_f1", 0);
    if (const std::string* saved = file.find_metadata("best_weights")) state.best_weights = *saved;
    load_tensors(file, path, model.classifier.parameters(), &optimizer, state.step);
    return state;
}

} // namespace textrnn
