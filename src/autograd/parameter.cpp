// Initial values; counts of multiply-adds; Gradients: dense buffers, or sparse rows for tables.
#include "autograd/parameter.h"

#include "core/random.h"

namespace textrnn {

void initialise(Parameters& parameters, std::uint64_t seed) {
    for (Index i = 0; i < parameters.size(); ++i) {
        Parameter& p = parameters[i];
        p.value = Storage(p.rows() * p.cols());
        Random random(seed, Stream::kInit, i);
        const double s = p.initial_scale;
        for (Real& x : p.value)
            x = static_cast<Real>(p.is_normal ? s * random.normal() : random.uniform(-s, s));
    }
}

Gradients::Gradients(const Parameters& parameters) {
    for (const Parameter& p : parameters) {
        Gradient& gradient = gradients_.emplace_back(Gradient{{}, p.rows(), p.cols(), {}});
        if (p.frozen) continue;
        if (p.is_table) gradient.rows.emplace(p.rows(), p.sparse_gradient ? p.cols() : 0);
        if (!p.sparse_gradient) gradient.values.assign(p.value.size(), 0);
    }
}

Tensor Gradients::dense(Index parameter) {
    Gradient& g = gradients_[parameter];
    return g.values.empty() ? Tensor{} : Tensor{g.values.data(), g.rows_count, g.cols};
}

SparseGradient* Gradients::rows(Index parameter) {
    std::optional<SparseGradient>& rows = gradients_[parameter].rows;
    return rows ? &*rows : nullptr;
}

const Real* Gradients::find_row(Index parameter, Index row) {
    if (const Tensor all = dense(parameter); all.data) return all.row(row);
    SparseGradient* const sparse = rows(parameter);
    return sparse ? sparse->find(static_cast<TokenId>(row)) : nullptr;
}

Index Gradients::bytes() const {
    Index sum = 0;
    for (const Gradient& g : gradients_)
        sum += g.values.size() * sizeof(Real) + (g.rows ? g.rows->bytes() : 0);
    return sum;
}

void Gradients::clear() {
    for (Gradient& g : gradients_) {
        if (g.rows) g.rows->clear();
        std::fill(g.values.begin(), g.values.end(), Real{0});
    }
}

void Gradients::add(Gradients& other) {
    for (Index p = 0; p < size(); ++p) {
        if (SparseGradient* sparse = rows(p)) sparse->add(*other.rows(p));
        add_to(dense(p).data, other.dense(p).data, dense(p).size());
    }
}

double multiply_adds(Computation work, const Parameters& parameters, const TextCounts& counts) {
    const Index times[] = {counts.tokens, counts.unique_tokens, counts.texts, 0}; // by UsedPer
    double sum = 0;
    for (const Parameter& p : parameters) {
        if (p.shape.size() != 2) continue; // a bias is added
        const int products = work == Computation::kForward ? 1 : p.is_table ? 2 : 3;
        sum += products *
               static_cast<double>(p.rows() * p.cols() * times[static_cast<Index>(p.used_per)]);
    }
    return sum;
}

} // namespace textrnn
