// The activations, compiled once per level.
#include "core/activations.h"

#include "core/math.h"

namespace textrnn {

template <>
void sigmoid_at<kLevel>(Tensor x, Tensor out) {
    for (Index i = 0; i < x.size(); ++i) out.data[i] = fast_sigmoid(x.data[i]);
}

template <>
void tanh_at<kLevel>(Tensor x, Tensor out) {
    for (Index i = 0; i < x.size(); ++i) out.data[i] = fast_tanh(x.data[i]);
}

} // namespace textrnn
