// Plausible results of an ablation, computed by formulas.
#pragma once

#include "ablation/results.h"

#include <array>
#include <cmath>
#include <initializer_list>
#include <string>

namespace textrnn {

inline CostPoint sample_cost(const std::string& arm, const std::string& optimizer, Index v) {
    const double size = static_cast<double>(v);
    const bool is_one_hot = arm == "one_hot", is_dense = optimizer != "lazy_adam";
    CostPoint p;
    p.arm = arm;
    p.optimizer = optimizer;
    p.texts = "same";
    p.vocabulary = v;
    p.words = 431;
    p.steps = 20;
    p.forward_seconds = 1.1e-3 + (is_one_hot ? 3.5e-6 * size : 0);
    p.backward_seconds = 1.9e-3 + (is_one_hot ? 3.9e-6 * size : 0) + (is_dense ? 1e-8 * size : 0);
    p.update_seconds = 0.3e-3 + (is_dense ? 6e-8 * size : 0);
    p.step_seconds = p.forward_seconds + p.backward_seconds + p.update_seconds;
    p.lower_quartile_seconds = 0.97 * p.step_seconds;
    p.upper_quartile_seconds = 1.1 * p.step_seconds;
    p.memory = 4.0 * size * (is_one_hot ? 1024 + 400 : 400) + 3e7;
    p.multiply_adds = 5e7 + (is_one_hot ? 1.28e5 * size * 2 : 0);
    p.least_seconds = 2 * p.multiply_adds / 8.8e10;
    if (v == 3000) p.doubt = "wide quartiles";
    if (is_one_hot && v > 60000)
        p = {arm, optimizer, "same", v, 431, 0, 0, 0, 0, 0, 0, 0, 0, p.multiply_adds,
             p.least_seconds, "", "a step needs 3.3 GB, and ablation.cost_memory is 1"};
    return p;
}

inline TrainedRun sample_run(const std::string& arm, Index seed) {
    const double level = arm == "bag_of_words" ? 0.79 : arm == "one_hot_direct" ? 0.805 : 0.822;
    const double luck = 0.004 * std::sin(2.3 * static_cast<double>(seed) + level);
    TrainedRun run;
    run.arm = arm;
    run.seed = seed;
    run.id = arm + "-" + std::to_string(seed) + "-3f9a12";
    run.parameters = 1234567;
    run.width = 100;
    run.learning_rate = 0.004;
    run.best_epoch = 6;
    run.dev_accuracy = level + luck;
    run.test_accuracy = level - 0.004 + luck;
    run.test_loss = 0.43 - luck;
    run.seconds = arm == "one_hot" ? 5200 : 210;
    for (Index epoch = 1; epoch <= 8; ++epoch) {
        const double e = static_cast<double>(epoch);
        run.epochs.push_back({epoch, run.seconds * e / 8, 0.69 * std::exp(-0.22 * e) + luck,
                              0.42 + 0.25 * std::exp(-0.7 * e) + 0.005 * e - luck,
                              level + luck - 0.2 * std::exp(-0.6 * e)});
    }
    for (Index i = 0; i < 20; ++i) run.right += i % 5 != seed % 5 ? '1' : '0';
    return run;
}

inline void add_sample_words(Results& r) {
    r.neighbors = {{"heart",
                    {{"tank", 0.31}, {"<script>alert(1)</script>", 0.28}},
                    {{"warm", 0.91}, {"soul", 0.88}}},
                   {"dull", {{"seven", 0.3}}, {{"tedious", 0.95}, {"flat", 0.9}}}};
}

inline Results sample_results() {
    Results r;
    r.name = "ablation-sample";
    r.config = "[model]\ncell = \"gru\" # <not a tag> & so on\n";
    r.labels = {"negative", "positive"};
    r.train_examples = 6920;
    r.test_examples = 1821;
    r.vocabulary = 14831;
    r.arms = {"lookup", "one_hot", "one_hot_direct", "bag_of_words"};
    r.seeds = {1, 2, 3, 4, 5};
    r.machine = {"Some Processor @ 2.5 GHz", "0123abc, g++ 12.2.0 -O3 -march=native",
                 "2026-01-31", 2, 8.8e10};
    r.missing = {"bag_of_words, seed 5"};
    r.parity = {
        {"sgd, ordered alike", "lookup", "sgd", "one_hot_ordered", "sgd", 400, 400, 0, 0, "", 1821,
         1821, 1821, 21, 510},
        {"adagrad", "lookup", "adagrad", "one_hot", "adagrad", 400, 400, 0, 0, "", 1821, 1821, 1821,
         22, 520},
        {"adam", "lookup", "adam", "one_hot", "adam", 400, 400, 1.25e-7, 3.5e-6,
         "embedding.weight", 1821, 1820, 1821, 30, 530},
        {"adam against lazy_adam", "lookup", "adam", "lookup", "lazy_adam", 400, 400, 0.031, 0.42,
         "embedding.weight", 1821, 1799, 1815, 30, 20}};
    const std::array<std::array<const char*, 2>, 4> series = {
        {{"lookup", "lazy_adam"}, {"lookup", "adam"}, {"one_hot", "adam"}, {"one_hot", "sgd"}}};
    for (const auto& [arm, optimizer] : series)
        for (const Index v : std::initializer_list<Index>{1000, 3000, 10000, 30000, 100000, 200000})
            r.cost.push_back(sample_cost(arm, optimizer, v));
    for (const std::string& arm : r.arms)
        for (const Index seed : r.seeds)
            if (arm != "bag_of_words" || seed != 5) r.trained.push_back(sample_run(arm, seed));
    for (const Index width : std::initializer_list<Index>{1, 4})
        for (const Index seed : r.seeds)
            r.widths.emplace_back(sample_run("lookup", seed)).width = width;
    r.searched.push_back(sample_run("lookup", 1));
    r.summaries = {{"lookup", 5, 1234567, 0.004, 0.8181, 0.0031, 210, 5, 105},
                   {"one_hot", 5, 1234567, 0.004, 0.8181, 0.0031, 5200, 5, 2600},
                   {"one_hot_direct", 5, 5800000, 0.004, 0.8012, 0.0028, 190, 1, 170},
                   {"bag_of_words", 4, 1100000, 0.004, 0.7863, 0.0025, 40, 0, NAN}};
    r.comparisons = {{"lookup", "one_hot", 0, 5, 1821, {}, {}, true},
                     {"lookup", "one_hot_direct", 0.0169, 5, 1821,
                      {0.0043, 0.0295, 0.0123, 0.0246}, {-0.0025, 0.0363, 0.0871, 0.1742}},
                     {"lookup", "bag_of_words", 0.0318, 4, 1821,
                      {0.0271, 0.0365, 0.0004, 0.0012}, {0.0117, 0.0519, 0.0021, 0.0063}}};
    add_sample_words(r);
    return r;
}

} // namespace textrnn
