// What this machine can do at best, measured: the yardstick beside measured times.
#pragma once

namespace textrnn {

// One thread's peak of fused multiply-adds on Real, each counted as two operations.
double measure_flops_per_second();

// One thread reading an array far larger than the caches from memory.
double measure_bytes_per_second();

} // namespace textrnn
