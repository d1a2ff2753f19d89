// Progress of a training on stderr.
#include "cli/training.h"

#include "io/posix.h"
#include "io/text.h"

#include <iostream>

namespace textrnn {

namespace {

std::string epoch_text(const TrainProgress& p) {
    return "epoch " + std::to_string(p.epoch) + "/" + std::to_string(p.epochs);
}

std::string speed_text(const TrainProgress& p) {
    return "  " + with_prefix(p.tokens_per_second) + " tokens/s  ";
}

} // namespace

TrainEvents train_events(ProgressLine& line, bool quiet) {
    TrainEvents events;
    events.should_stop = [] { return stop_signal() != 0; };
    events.step = [&line](const TrainProgress& p) {
        line.update(p.fraction, epoch_text(p) + "  loss " + fixed(p.train_loss, 4) + speed_text(p) +
                                    duration(p.seconds_left) + " left");
    };
    if (quiet) return events;
    events.start = [](const StartCoverage& c) {
        std::cerr << "model.start: vectors for " << c.words << " of " << c.vocabulary << " words, "
                  << percent(c.token_share) << " of the training tokens; " << c.tensors
                  << " other tensors" << std::endl;
    };
    events.epoch = [&line](const TrainProgress& p, const auto& dev, bool is_best) {
        line.clear();
        std::cerr << epoch_text(p) << "  train loss " << fixed(p.train_loss, 4);
        if (dev)
            std::cerr << "  dev loss " << fixed(dev->loss, 4) << "  dev accuracy "
                      << percent(dev->accuracy) << (is_best ? " *" : "  ");
        std::cerr << speed_text(p) << duration(p.seconds) << std::endl;
    };
    return events;
}

int report_stop() {
    std::cerr << "stopped; to continue, run the same command with --resume\n";
    return 128 + stop_signal(); // the exit code that shells give a command ended by a signal
}

} // namespace textrnn
