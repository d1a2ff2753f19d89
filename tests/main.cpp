// The test program's main(): ours with Catch2 v2, the library's own (Catch2Main) with v3.
#if !__has_include(<catch2/catch_test_macros.hpp>)
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
#endif
