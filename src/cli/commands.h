// The commands; each is one file, and main.cpp lists them.
#pragma once

#include "cli/arguments.h"

namespace textrnn {

extern const Command kTrain, kEvaluate, kPredict, kFollow, kInspect, kConfig, kAblate,
    kNeighbors, kBench;

inline constexpr const char* kVersion = "0.1.0";

} // namespace textrnn
