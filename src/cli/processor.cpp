// Ends the program with one line if the processor lacks an instruction set that this build uses;
// without this check, SIGILL ends it. The check is compiled for baseline x86-64, and runs before
// static objects are initialised: their initialisation may use any instruction set of the build.
#include <cstdio>
#include <cstdlib>

#if defined(__x86_64__)

// Names the build's newest instruction set if it is missing. A processor that has it also has the
// older sets, and the sets introduced with it, e.g. FMA and BMI2 with AVX2. Priority 101 is the
// earliest that is not reserved.
[[gnu::constructor(101), gnu::target("arch=x86-64,no-avx")]] static void check_processor() {
    __builtin_cpu_init(); // required in constructors
    const char* missing = nullptr;
#if defined(__AVX512VBMI2__)
    if (!__builtin_cpu_supports("avx512vbmi2")) missing = "AVX-512VBMI2";
#elif defined(__AVX512VL__)
    if (!__builtin_cpu_supports("avx512vl")) missing = "AVX-512VL";
#elif defined(__AVX2__)
    if (!__builtin_cpu_supports("avx2")) missing = "AVX2";
#elif defined(__AVX__)
    if (!__builtin_cpu_supports("avx")) missing = "AVX";
#elif defined(__SSE4_2__)
    if (!__builtin_cpu_supports("sse4.2")) missing = "SSE4.2";
#endif
    if (!missing) return;
    std::fprintf(stderr,
                 "textrnn: this build needs a processor with %s; build it on this machine, or with "
                 "make NATIVE=0 for any x86-64\n",
                 missing);
    std::_Exit(1);
}

#endif
