// The commands of the program. Each is defined in a file of its own, e.g. kTrain in train.cpp.
#pragma once

#include "cli/arguments.h"

namespace textrnn {

extern const Command kTrain, kEvaluate, kPredict, kFollow, kInspect, kConfig, kAblate,
    kNeighbors;

inline constexpr const char* kVersion = "0.1.0";

} // namespace textrnn
