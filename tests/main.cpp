// The test program's main() for Catch2 v2. Catch2 v3 has a main() in its library Catch2Main.
#if !__has_include(<catch2/catch_test_macros.hpp>)
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif
