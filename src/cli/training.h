// Output that the commands train and pretrain share.
#pragma once

#include "cli/terminal.h"
#include "train/trainer.h"

namespace textrnn {

// Events that draw the progress line, print a line per epoch to stderr unless `quiet`, and stop the
// training at a signal. Keeps a reference: the ProgressLine must outlive it.
TrainEvents train_events(ProgressLine&, bool quiet);

int report_stop(); // says how to continue after a signal, and returns the exit code

} // namespace textrnn
