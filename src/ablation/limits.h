// Peak arithmetic and memory bandwidth of this machine, measured on one thread. The cost part of
// the ablation derives from them the least time that a step can take.
#pragma once

namespace textrnn {

// Floating-point operations per second of fused multiply-adds on Real, two operations each.
double measure_flops_per_second();

// Bytes per second of reading an array of 128 MB, which does not fit into the caches.
double measure_bytes_per_second();

} // namespace textrnn
