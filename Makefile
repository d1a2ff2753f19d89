# textrnn: `make train` trains on the embedded data set, `make ablation` compares input layers on
# it, `make test` passes the tests.
# Sources are found by wildcard: a new file needs no change here.

CXX      ?= g++
ARCH     ?= -march=native
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
# Same bits everywhere: no contraction that the source does not ask for; the gemm kernels call
# std::fma themselves. The two -fno flags only let loops vectorise; they change no value.
CXXFLAGS ?= -O3 $(if $(filter 0,$(NATIVE)),,$(ARCH))
BASE     := -std=c++20 -pthread -Isrc -ffp-contract=off -fno-math-errno -fno-trapping-math $(WARNINGS)

# A variant has its own objects: build/release, build/double, build/asan, build/tsan.
# NATIVE=0 makes build/portable/textrnn for any machine of this architecture: slower (SSE2 on
# x86-64; kernels are chosen when compiling, not when running), and with other bits.
VARIANT  ?= $(if $(filter 0,$(NATIVE)),portable,release)
FLAGS_release :=
FLAGS_double  := -O1 -DTEXTRNN_DOUBLE
FLAGS_asan    := -O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=all
FLAGS_tsan    := -O1 -g1 -fsanitize=thread
FLAGS_fuzz    := -O1 -g1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
FLAGS_coverage := -O0 --coverage
OUT      := build/$(VARIANT)
# Only folders that compute, or read much text, are worth -O3's compile time; the last -O counts.
LIGHT     = $(if $(filter src/train/% src/ablation/% src/cli/% tests/%,$<),$(LIGHT_FLAGS))
LIGHT_FLAGS ?= -O1
# EXTRA: flags from the command line, e.g. make EXTRA=-Werror
COMPILE   = $(CXX) $(BASE) $(CXXFLAGS) $(LIGHT) $(FLAGS_$(VARIANT)) $(DEFINES) $(EXTRA)

# The standard headers that most files use, compiled once: a third of the time of a build. The
# sources include what they need all the same; PRECOMPILED= on the command line shows that they do.
PRECOMPILED ?= algorithm charconv chrono cmath functional iostream map memory numeric \
               optional set span string thread variant vector
STANDARD := $(OUT)/standard.h

# A variant that checks one thing (derivatives, races) builds only the folders which that needs.
FOLDERS_double := core autograd nn
FOLDERS_tsan   := core io data autograd nn optim train
FOLDERS_asan   := $(FOLDERS_tsan)
FOLDERS_fuzz   := $(FOLDERS_tsan)
FOLDERS_coverage := $(FOLDERS_tsan)
FOLDERS = $(or $(FOLDERS_$(VARIANT)),$(notdir $(wildcard src/*)))
TEST_FOLDERS_tsan := core train
TEST_FOLDERS_asan := core io data
TEST_FOLDERS_coverage := core io data train
TEST_FOLDERS = $(or $(TEST_FOLDERS_$(VARIANT)),$(FOLDERS))

SOURCES  := $(sort $(wildcard $(FOLDERS:%=src/%/*.cpp)))
TESTS    := tests/main.cpp $(sort $(wildcard $(TEST_FOLDERS:%=tests/%/*.cpp)))
LIBRARY  := $(patsubst %.cpp,$(OUT)/%.o,$(filter-out src/cli/main.cpp,$(SOURCES)))
PROGRAM  := $(if $(filter release,$(VARIANT)),build/textrnn,$(OUT)/textrnn)
# Catch2 v3 brings its main() in a library of its own; v2 is one header.
CATCH_LIBS = $(shell echo '__has_include(<catch2/catch_test_macros.hpp>)' | $(CXX) -E -P -x c++ - 2>/dev/null | grep -q 1 && echo -lCatch2Main -lCatch2)
JOBS     := $(shell nproc 2>/dev/null || echo 2)
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += --no-builtin-rules --no-print-directory -j$(JOBS)
endif

.PHONY: all train ablation bench test lint gradcheck asan tsan valgrind reliability fuzz \
        fuzzers coverage warnings clean catch2 unit
all: $(PROGRAM)

train: $(PROGRAM)
	$(PROGRAM) train configs/quickstart.toml --out runs/quickstart

# Runs that are done stay as they are; to begin anew, remove runs/ablation-reviews.
ablation: $(PROGRAM)
	$(PROGRAM) ablate configs/ablation-reviews.toml --out runs/ablation-reviews --resume

# What training and predicting cost on this machine.
bench: $(PROGRAM)
	$(PROGRAM) bench

test: catch2
	$(MAKE) unit
	$(MAKE) all
	tests/end_to_end/run $(PROGRAM)
	tests/end_to_end/fetch_test
	@if command -v python3 >/dev/null; then CXX="$(CXX)" tests/faults/run $(PROGRAM) calls kills; \
	else echo "skipped - tests/faults/run: python3 is not installed"; fi

unit: $(OUT)/unit_tests
	$(OUT)/unit_tests

gradcheck: catch2
	$(MAKE) VARIANT=double unit
asan: catch2
	$(MAKE) VARIANT=asan build/asan/unit_tests
	TEXTRNN_CONFIGS=2 build/asan/unit_tests '~[damage]'
tsan: catch2
	$(MAKE) VARIANT=tsan build/tsan/unit_tests
	TEXTRNN_CONFIGS=2 build/tsan/unit_tests '~[damage]'

# The long forms of what `make test` samples: every call and every allocation fails once, hundreds of
# kills, many configs; and builds that are to compute the same bits. Half an hour, or more.
reliability: catch2 all
	$(MAKE) $(OUT)/unit_tests
	TEXTRNN_CONFIGS=$${TEXTRNN_CONFIGS:-200} $(OUT)/unit_tests "[determinism]"
	CXX="$(CXX)" STRIDE=$${STRIDE:-1} KILLS=$${KILLS:-500} tests/faults/run $(PROGRAM)
	$(MAKE) all VARIANT=clang CXX=clang++
	tests/faults/same_bits $(PROGRAM) build/clang/textrnn
	$(MAKE) all VARIANT=baseline ARCH=-march=x86-64
	$(MAKE) all VARIANT=clangbase CXX=clang++ CXXFLAGS="-O0 -march=x86-64" LIGHT_FLAGS=-O0
	tests/faults/same_bits build/baseline/textrnn build/clangbase/textrnn

# Slow: the determinism matrix alone takes minutes. A test has an operator new of its own.
OWN_NEW := --soname-synonyms=somalloc=nouserintercepts
valgrind: catch2
	$(MAKE) VARIANT=valgrind ARCH=-march=x86-64 build/valgrind/unit_tests
	TEXTRNN_CONFIGS=2 valgrind -q --error-exitcode=1 $(OWN_NEW) build/valgrind/unit_tests '~[damage]'

# Broken input for every loader, FUZZ_SECONDS (60) for each; needs clang.
fuzz:
	$(MAKE) VARIANT=fuzz CXX=clang++ fuzzers
	tests/fuzz/run build/fuzz

# How much of the loaders the unit tests run.
coverage: catch2
	find build/coverage -name '*.gcda' -delete 2>/dev/null; true
	$(MAKE) VARIANT=coverage unit
	tests/coverage build/coverage

lint:
	tests/lint

# All warnings, as errors, of a compiler that need not build to say so: make warnings CXX=clang++
warnings:
	@printf '%s\n' $(SOURCES) | xargs -P $(JOBS) -I{} $(CXX) $(BASE) $(CXXFLAGS) $(BUILD_NAMES) \
	    -fsyntax-only -Werror {}

# Catch2 from the system's packages, if the compiler does not find it yet.
catch2:
	@tests/setup_catch2 $(CXX)

clean:
	rm -rf build

$(PROGRAM): $(OUT)/src/cli/main.o $(OUT)/libtextrnn.a
	@$(COMPILE) -o $@ $^
$(OUT)/unit_tests: $(patsubst %.cpp,$(OUT)/%.o,$(TESTS)) $(OUT)/libtextrnn.a
	@$(COMPILE) -o $@ $^ $(CATCH_LIBS)
# A file a target, beside what they share; seeds is a program with a main() of its own.
FUZZ_FILES := $(wildcard tests/fuzz/*.cpp)
FUZZ_TARGETS := $(filter-out fuzz seeds,$(notdir $(basename $(FUZZ_FILES))))
fuzzers: $(FUZZ_TARGETS:%=$(OUT)/targets/%) $(OUT)/seeds
$(OUT)/targets/%: $(OUT)/tests/fuzz/%.o $(OUT)/tests/fuzz/fuzz.o $(OUT)/libtextrnn.a
	@mkdir -p $(@D)
	@$(COMPILE) -fsanitize=fuzzer -o $@ $^
$(OUT)/seeds: $(OUT)/tests/fuzz/seeds.o $(OUT)/tests/fuzz/fuzz.o $(OUT)/libtextrnn.a
	@$(COMPILE) -o $@ $^
.SECONDARY: $(FUZZ_FILES:%.cpp=$(OUT)/%.o)

$(OUT)/libtextrnn.a: $(LIBRARY)
	@rm -f $@ && ar rcs $@ $^

# The ablation's report names the build; .git/logs/HEAD changes with every commit.
BUILD_NAMES = -DTEXTRNN_COMMIT='"$(shell git describe --always --dirty 2>/dev/null || echo unknown)"' -DTEXTRNN_FLAGS='"$(CXXFLAGS)"'
$(OUT)/src/ablation/machine.o: DEFINES = $(BUILD_NAMES)
$(OUT)/src/ablation/machine.o: $(wildcard .git/logs/HEAD)

$(OUT)/%.o: %.cpp $(STANDARD).gch
	@mkdir -p $(@D)
	@echo "  $(CXX) $< ($(VARIANT))"
	@$(COMPILE) -include $(or $(INCLUDED),$(STANDARD)) -MMD -MP -c -o $@ $<

$(STANDARD).gch: Makefile
	@mkdir -p $(@D)
	@for header in $(PRECOMPILED); do echo "#include <$$header>"; done > $(STANDARD)
	@$(COMPILE) -x c++-header -o $@ $(STANDARD)

# Catch2's header takes longer than most tests, and is compiled once for all of them.
CATCH := $(OUT)/tests/catch.h
TEST_OBJECTS := $(filter-out %/main.o,$(patsubst %.cpp,$(OUT)/%.o,$(TESTS)))
$(TEST_OBJECTS): INCLUDED = $(CATCH) -Itests
$(TEST_OBJECTS): $(CATCH).gch
$(CATCH).gch: tests/catch.h $(STANDARD).gch
	@mkdir -p $(@D)
	@grep -hv '^#pragma once' $(STANDARD) tests/catch.h > $(CATCH)
	@$(COMPILE) -x c++-header -o $@ $(CATCH)

-include $(patsubst %.cpp,$(OUT)/%.d,$(SOURCES) $(TESTS) $(FUZZ_FILES))
