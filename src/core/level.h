// Level: the vector instructions that code is compiled for. `make NATIVE=0` on x86-64 compiles each
// file that includes core/math.h or core/vector.h once per level, and the program calls the code of
// the highest level that its processor has. In other builds kBaseline means the compiler's target.
// A file that is compiled once per level must define only functions with internal linkage and
// template specialisations for kLevel, and the compiler must inline every inline function that the
// file calls (checked by tests/install/levels). Otherwise the linker keeps one copy of the inline
// function, perhaps with instructions that the processor lacks.
#pragma once

namespace textrnn {

enum class Level { kBaseline, kAvx2, kAvx512 };

// The level that the current file is compiled for.
#if defined(TEXTRNN_LEVELS) && defined(__AVX512F__)
constexpr Level kLevel = Level::kAvx512;
#elif defined(TEXTRNN_LEVELS) && defined(__AVX2__)
constexpr Level kLevel = Level::kAvx2;
#else
constexpr Level kLevel = Level::kBaseline;
#endif

Level processor_level(); // the highest level that the processor has; only with TEXTRNN_LEVELS

// Returns use.operator()<L>(); L: the processor's level, or kBaseline in builds with one level.
template <class Use>
auto at_level(const Use& use) {
#ifdef TEXTRNN_LEVELS
    const Level level = processor_level();
    if (level == Level::kAvx512) return use.template operator()<Level::kAvx512>();
    if (level == Level::kAvx2) return use.template operator()<Level::kAvx2>();
#endif
    return use.template operator()<Level::kBaseline>();
}

} // namespace textrnn
