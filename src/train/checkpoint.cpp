// A checkpoint is a model file with the optimizer's tensors, and the run state as JSON metadata.
#include "train/checkpoint.h"

#include "core/error.h"
#include "core/registry.h"
#include "io/json_record.h"

namespace textrnn {

static constexpr const char* kNewRun = "; to start again, move the file away";

static void members(RunState& s, auto visit) {
    visit("epoch", s.epoch)("batch", s.batch)("step", s.step)("loss_sum", s.loss_sum)
         ("examples", s.examples)("tokens", s.tokens)("seconds", s.seconds)
         ("total_seconds", s.total_seconds)("best_epoch", s.best_epoch)
         ("best_accuracy", s.best.accuracy)("best_loss", s.best.loss)
         ("bad_epochs", s.bad_epochs)("plateau_best", s.plateau.best)
         ("plateau_bad_epochs", s.plateau.bad_epochs)("plateau_seen", s.plateau.seen)
         ("plateau_reductions", s.plateau.reductions)("metrics", s.metrics);
}

TrainProgress RunState::progress(Index epochs, Index batches) const {
    const auto done = static_cast<double>(epoch * batches + batch);
    const auto all = static_cast<double>(epochs * batches);
    return {.epoch = epoch + 1,
            .epochs = epochs,
            .train_loss = loss_sum / static_cast<double>(examples), // NaN without examples
            .tokens_per_second = static_cast<double>(tokens) / seconds,
            .seconds = seconds,
            .fraction = done / all,
            .seconds_left = (total_seconds + seconds) / done * (all - done)};
}

void RunState::begin_next_epoch() {
    epoch += 1;
    total_seconds += seconds;
    batch = examples = tokens = 0;
    loss_sum = seconds = 0;
}

bool RunState::fits(Index epochs, Index batches, Index data_tokens) const {
    if (epoch > epochs || batch > (epoch == epochs ? 0 : batches) ||
        step != epoch * batches + batch || tokens > data_tokens ||
        (batch > 0) != (seconds > 0) || !(total_seconds + seconds < 1e10) ||
        (batch == 0 && (loss_sum > 0 || examples > 0 || tokens > 0)) ||
        metrics.size() != epoch || best_epoch > epoch)
        return false;
    for (Index i = 0; i < metrics.size(); ++i)
        if (!metrics[i].starts_with("{\"epoch\": " + std::to_string(i + 1) + ", \"step\": " +
                                    std::to_string((i + 1) * batches) + ", ") ||
            metrics[i].find('\n') != std::string::npos)
            return false;
    return true;
}

// Reads the dev scores in a line of metrics.jsonl (0 for an accuracy or F1 that is missing); empty
// if the dev loss is missing or null. Refuses a line that is no object of numbers >= 0 and nulls.
static std::optional<Scores> dev_scores(const std::string& line, const std::string& place) {
    Scores scores{0, NAN, 0};
    JsonReader reader(line, place);
    reader.members([&](const std::string& name) {
        const Json json = reader.value();
        const double value = json.number();
        const bool is_share = name.starts_with("dev_") && name != "dev_loss";
        check_member((value >= 0 && !(is_share && value > 1)) || json.dump() == "null",
                     place + ": " + in_quotes(name), "a number from 0", json.brief());
        if (name == "dev_accuracy") scores.accuracy = value;
        if (name == "dev_loss") scores.loss = value;
        if (name == "dev_macro_f1") scores.macro_f1 = value;
    });
    reader.finish();
    return std::isnan(scores.loss) ? std::nullopt : std::optional(scores);
}

bool RunState::fits_scores(const Config& config) const {
    RunState seen;
    for (const std::string& line : metrics) {
        const std::optional<Scores> dev = dev_scores(line, "metrics");
        if (dev.has_value() == config.data.dev.empty()) return false;
        seen.observe(dev, config);
        ++seen.epoch;
    }
    return best_epoch == seen.best_epoch && best == seen.best && bad_epochs == seen.bad_epochs &&
           plateau == seen.plateau;
}

bool RunState::observe(const std::optional<Scores>& dev, const Config& config) {
    const std::string& metric = config.train.metric;
    const auto rank = [&](const Scores& s) { // higher is better
        const double first = metric == "macro_f1" ? s.macro_f1 : s.accuracy;
        return std::pair(metric == "loss" ? 0 : first, -s.loss);
    };
    if (dev && config.schedule.name == "plateau")
        plateau.observe(dev->loss, config.schedule.patience);
    const bool is_best = !dev || best_epoch == 0 || rank(*dev) > rank(best);
    bad_epochs = is_best ? 0 : bad_epochs + 1;
    if (is_best) best_epoch = epoch + 1;
    if (is_best && dev) best = *dev;
    return is_best;
}

// The parameters and the optimizer's arrays, under their names in the file.
static std::vector<TensorView> tensors_of(const RunParts& run) {
    const Parameters& parameters = run.parameters;
    std::vector<TensorView> tensors = tensors_of(parameters);
    for (Index p = 0; run.optimizer && p < parameters.size(); ++p)
        for (Index k = 0; k < Optimizer::kStates; ++k)
            if (const char* state = run.optimizer->state_name(k); state && !parameters[p].frozen)
                tensors.push_back({std::string("optimizer.") + state + "." + parameters[p].name,
                                   parameters[p].shape, run.optimizer->state(p)[k]});
    return tensors;
}

static void check_same_run(const Safetensors& file, const RunParts& run) {
    const auto labels = std::ranges::count(run.metadata, "labels", &Metadata::value_type::first);
    const bool is_classifier = labels > 0;
    const auto refuse_run = [&](const std::string& problem) {
        refuse_config(file.path + ": " + problem + ", or start anew without --resume" +
                      (is_classifier ? "; a new run can start from its model by model.start" : ""));
    };
    const Config& config = run.config;
    const Config saved = saved_config(file);
    if (is_classifier != (file.find_metadata("labels") != nullptr))
        refuse_run(std::string("belongs to a run of textrnn ") +
                   (is_classifier ? "pretrain" : "train") + "; use another --out");
    const auto decides = is_classifier ? decides_training : decides_pretraining;
    const bool has_end = find_named(schedules(), config.schedule.name)->has_end;
    for (const auto& [key, then, now] : differences(saved, config)) {
        const bool is_extended = key == "train.epochs" && saved.train.epochs < config.train.epochs;
        if (!decides(key) || (is_extended && !has_end)) continue;
        const bool has_reason = is_extended || key == "pretrain.epochs";
        refuse_run("belongs to a run with another config (the checkpoint has " + key + " = " +
                   then + ", the config " + key + " = " + now + ")" +
                   (has_reason ? "; the learning rate depends on " + key : "") +
                   "; resume with that config");
    }
    if (required_metadata(file, "data_fingerprint") != std::to_string(run.data_fingerprint))
        refuse_run("the data have changed since the checkpoint was written; resume with the data "
                   "of then");
    for (const auto& [key, value] : run.metadata)
        if (key != "config" && required_metadata(file, key) != value)
            refuse(file.path, "its \"" + key + "\" differs from the training run's");
}

RunParts parts_of(Model& model, Optimizer& optimizer, std::uint64_t data_fingerprint) {
    return {model.config, metadata_of(model), model.classifier.parameters(), &optimizer,
            data_fingerprint};
}

void refuse_counters(const std::string& path) {
    refuse(path + " (run)",
           std::string("its counters contradict the config, the data or each other") + kNewRun);
}

void save_checkpoint(const std::string& path, RunParts run, const RunState& state) {
    run.metadata.insert(run.metadata.end(),
                        {{"data_fingerprint", std::to_string(run.data_fingerprint)},
                         {"best_weights", state.best_weights},
                         {"best_macro_f1", shortest(state.best.macro_f1)},
                         {"run", record_to_json(state).dump()}});
    write_safetensors(path, run.metadata, tensors_of(run));
}

// True for the state arrays that hold sums or means of squared gradients.
static bool is_sum_of_squares(std::string_view tensor) {
    return tensor.starts_with("optimizer.exp_avg_sq.") ||
           tensor.starts_with("optimizer.square_avg.") || tensor.starts_with("optimizer.sum.");
}

RunState load_checkpoint(const std::string& path, const RunParts& run) try {
    Safetensors file = read_safetensors(path);
    check_same_run(file, run);
    RunState state;
    record_from_json(required_metadata(file, "run"), state, path + " (run)");
    for (const std::string& line : state.metrics) dev_scores(line, path + " (metrics)"); // checks
    // Older checkpoints have neither checksum nor macro F1.
    state.best.macro_f1 = metadata_number(file, "best_macro_f1", 0);
    if (const std::string* saved = file.find_metadata("best_weights")) state.best_weights = *saved;
    for (const auto& [name, shape, values] : tensors_of(run)) {
        copy_values(required_tensor(file, name, shape),
                    {const_cast<Real*>(values.data()), values.size()}); // of the run's own arrays
        if (is_sum_of_squares(name) && std::ranges::any_of(values, [](Real x) { return x < 0; }))
            refuse(path + ": tensor " + name, "a value is below 0");
    }
    if (run.optimizer) run.optimizer->set_steps_taken(state.step);
    return state;
} catch (const Error& error) {
    if (error.code() != ExitCode::kBadData) throw;
    throw Error(ExitCode::kBadData, error.what() + std::string(kNewRun));
}

} // namespace textrnn
