// Catch2, version 3 (several headers) or version 2 (one header), whichever is installed. Without an
// include guard, because compilers warn about a guard in a header that they precompile.

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
