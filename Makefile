# textrnn: `make train` trains on the embedded data set, `make ablation` compares input layers on
# it, `make test` runs all tests. Sources are found by wildcard: a new file needs no change here.

CXX      ?= g++
ARCH     ?= -march=native
CXXFLAGS ?= -O3 $(if $(filter 0,$(NATIVE)),,$(ARCH))
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
# The same bits everywhere: the compiler contracts no a * b + c by itself; the kernels call std::fma.
# The two -fno flags let loops vectorise and change no value.
BASE     := -std=c++20 -pthread -Isrc -Itests -ffp-contract=off -fno-math-errno -fno-trapping-math $(WARNINGS)

# Each variant has its own directory of objects: build/release, build/asan, ... NATIVE=0 builds
# build/portable/textrnn for any machine of this architecture: slower (SSE2 on x86-64: kernels are
# selected at compile time), with other bits.
VARIANT  ?= $(if $(filter 0,$(NATIVE)),portable,release)
SANITIZE := -O1 -g1 -fno-sanitize-recover=all -D_GLIBCXX_ASSERTIONS
FLAGS_double   := -O1 -DTEXTRNN_DOUBLE
FLAGS_asan     := $(SANITIZE) -fsanitize=address,undefined
FLAGS_tsan     := $(SANITIZE) -fsanitize=thread
FLAGS_fuzz     := $(SANITIZE) -fsanitize=fuzzer-no-link,address,undefined
FLAGS_coverage := -O0 --coverage
FLAGS_odr      := -O0 -flto=auto -Wodr -Werror=odr
OUT      := build/$(VARIANT)
# Folders without numeric loops compile faster with -O1, without loss. The last -O counts.
LIGHT_FLAGS ?= -O1
LIGHT     = $(if $(filter src/train/% src/ablation/% src/cli/% tests/%,$<),$(LIGHT_FLAGS))
# EXTRA: additional flags from the command line, e.g. make EXTRA=-Werror
COMPILE   = $(CXX) $(BASE) $(CPPFLAGS) $(CXXFLAGS) $(LIGHT) $(FLAGS_$(VARIANT)) $(EXTRA)
LINK      = @$(COMPILE) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LDLIBS)

# The double build only checks gradients.
FOLDERS  := $(if $(filter double,$(VARIANT)),core autograd nn optim,*)
objects   = $(patsubst %.cpp,$(OUT)/%.o,$(sort $1))
LIBRARY  := $(call objects,$(filter-out src/cli/main.cpp,$(wildcard $(FOLDERS:%=src/%/*.cpp))))
TESTS    := $(call objects,$(wildcard $(FOLDERS:%=tests/%/*_test.cpp)))
BENCH    := $(call objects,$(filter-out %_test.cpp,$(wildcard tests/bench/*.cpp)))
FUZZ     := $(call objects,$(wildcard tests/fuzz/*.cpp))
BUILD    := $(if $(filter release,$(VARIANT)),build,$(OUT))
PROGRAM  := $(BUILD)/textrnn
JOBS     := $(shell nproc 2>/dev/null || echo 2)
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += --no-builtin-rules --no-print-directory -j$(JOBS)
endif

.PHONY: all train ablation bench test unit gradcheck asan tsan odr valgrind reliability fuzz fuzzers \
        coverage lint warnings catch2 clean FORCE
.SECONDARY:
all: $(PROGRAM)

train: $(PROGRAM)
	$(PROGRAM) train configs/quickstart.toml --out runs/quickstart

# Keeps finished runs; remove runs/ablation-reviews to start again.
ablation: $(PROGRAM)
	$(PROGRAM) ablate configs/ablation-reviews.toml --out runs/ablation-reviews --resume

# Measures how fast textrnn trains and predicts on this machine; build/bench --help has options.
bench: $(BUILD)/bench
	$(BUILD)/bench

test: catch2
	$(MAKE) unit
	$(MAKE) $(PROGRAM) $(BUILD)/bench
	tests/end_to_end/run $(PROGRAM)
	tests/end_to_end/fetch_test
	@if command -v python3 >/dev/null; then CXX="$(CXX)" tests/faults/run $(PROGRAM) calls kills; \
	else echo "skipped - tests/faults/run: python3 is not installed"; fi

unit: $(OUT)/unit_tests
	$(OUT)/unit_tests

gradcheck: catch2
	$(MAKE) VARIANT=double unit

# Sanitizers: the unit tests, without the slowest, and commands from end to end.
asan: catch2
	$(MAKE) VARIANT=asan build/asan/unit_tests all build/asan/bench
	TEXTRNN_CONFIGS=2 build/asan/unit_tests '~[damage]'
	tests/end_to_end/run build/asan/textrnn $(GROUPS)
tsan: catch2
	$(MAKE) VARIANT=tsan build/tsan/unit_tests
	TEXTRNN_CONFIGS=2 build/tsan/unit_tests '~[damage]'

# The linker compares the definitions of every class in the program and the benchmark.
odr:
	$(MAKE) VARIANT=odr all build/odr/bench

# The exhaustive form of what `make test` samples: every call and every allocation fails once,
# hundreds of kills, many configs, and builds that must compute the same bits. Half an hour or more.
reliability: catch2 all
	$(MAKE) $(OUT)/unit_tests
	TEXTRNN_CONFIGS=$${TEXTRNN_CONFIGS:-200} $(OUT)/unit_tests "[determinism]"
	CXX="$(CXX)" STRIDE=$${STRIDE:-1} KILLS=$${KILLS:-500} tests/faults/run $(PROGRAM)
	$(MAKE) all VARIANT=clang CXX=clang++
	tests/faults/same_bits $(PROGRAM) build/clang/textrnn
	$(MAKE) all VARIANT=baseline ARCH=-march=x86-64
	$(MAKE) all VARIANT=clangbase CXX=clang++ CXXFLAGS="-O0 -march=x86-64" LIGHT_FLAGS=-O0
	tests/faults/same_bits build/baseline/textrnn build/clangbase/textrnn

# Slow. The suppressed option: one test defines its own operator new.
valgrind: catch2
	$(MAKE) VARIANT=valgrind ARCH=-march=x86-64 build/valgrind/unit_tests
	TEXTRNN_CONFIGS=2 valgrind -q --error-exitcode=1 --soname-synonyms=somalloc=nouserintercepts \
	    build/valgrind/unit_tests '~[damage]'

# Broken input for every loader, FUZZ_SECONDS (60) for each; needs clang.
fuzz:
	$(MAKE) VARIANT=fuzz CXX=clang++ fuzzers
	tests/fuzz/run build/fuzz

# Lines and branches of the loaders that the unit tests run.
coverage: catch2
	find build/coverage -name '*.gcda' -delete 2>/dev/null; true
	$(MAKE) VARIANT=coverage unit
	tests/coverage build/coverage

lint:
	tests/lint

# All warnings of another compiler as errors, without a build: make warnings CXX=clang++
warnings:
	@printf '%s\n' src/*/*.cpp | xargs -P $(JOBS) -I{} $(CXX) $(BASE) $(CPPFLAGS) $(CXXFLAGS) \
	    -fsyntax-only -Werror {}

# Installs Catch2 from the system's packages unless the compiler finds it.
catch2:
	@tests/setup_catch2 $(CXX)

clean:
	rm -rf build

$(PROGRAM): $(OUT)/src/cli/main.o $(LIBRARY) $(OUT)/sources
	$(LINK)
$(BUILD)/bench: $(BENCH) $(LIBRARY) $(OUT)/sources
	$(LINK)
# Catch2 v3 has a main() in a library; v2 is one header, with main() in tests/main.cpp.
$(OUT)/unit_tests: LDLIBS += $(shell echo '__has_include(<catch2/catch_test_macros.hpp>)' | \
    $(CXX) -E -P -x c++ - | grep -q 1 && echo -lCatch2Main -lCatch2)
$(OUT)/unit_tests: $(OUT)/tests/main.o $(TESTS) $(filter-out %/main.o,$(BENCH)) $(LIBRARY) $(OUT)/sources
	$(LINK)
# Every fuzz target is a file of tests/fuzz; seeds.cpp is a program of its own.
fuzzers: $(patsubst $(OUT)/tests/fuzz/%.o,$(OUT)/targets/%,$(filter-out %/fuzz.o,$(FUZZ)))
$(OUT)/targets/%: $(OUT)/tests/fuzz/%.o $(OUT)/tests/fuzz/fuzz.o $(LIBRARY) $(OUT)/sources
	@mkdir -p $(@D)
	$(LINK) $(if $(filter seeds,$*),,-fsanitize=fuzzer)

$(OUT)/%.o: %.cpp $(OUT)/command
	@mkdir -p $(@D)
	@echo "  $(CXX) $< ($(VARIANT))"
	@$(COMPILE) $(DEFINES) -MMD -MP -c -o $@ $<

# Catch2's header takes longer to compile than most tests: all tests share one precompiled form.
$(TESTS): DEFINES = -I$(OUT)/tests -include catch.h
$(TESTS): $(OUT)/tests/catch.h.gch
$(OUT)/tests/catch.h.gch: tests/catch.h $(OUT)/command
	@mkdir -p $(@D)
	@$(COMPILE) -x c++-header -o $@ $<

# The ablation's report and the benchmark name the build.
quoted  = '$(subst ','\'',$1)'
COMMIT := $(shell test -e .git && git describe --always --dirty 2>/dev/null || echo unknown)
$(OUT)/src/ablation/machine.o: DEFINES = -DTEXTRNN_COMMIT='"$(COMMIT)"' \
    $(call quoted,-DTEXTRNN_FLAGS=R"flags($(CXXFLAGS))flags")
$(OUT)/src/ablation/machine.o: $(OUT)/commit
# The peaks of the machine are measured by loops that must vectorise.
$(OUT)/src/ablation/limits.o: LIGHT_FLAGS =

# Files that change with their TEXT, so that `make` rebuilds after a change of flags, compiler,
# commit or list of sources.
$(OUT)/command: TEXT = $(COMPILE) $(LIGHT_FLAGS) $(LDFLAGS) $(LDLIBS)
$(OUT)/sources: TEXT = $(LIBRARY) $(TESTS) $(BENCH) $(FUZZ)
$(OUT)/commit:  TEXT = $(COMMIT)
$(OUT)/command $(OUT)/sources $(OUT)/commit: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(call quoted,$(TEXT)) | cmp -s - $@ || printf '%s\n' $(call quoted,$(TEXT)) >$@

-include $(patsubst %.o,%.d,$(OUT)/src/cli/main.o $(OUT)/tests/main.o $(LIBRARY) $(TESTS) $(BENCH) $(FUZZ))
