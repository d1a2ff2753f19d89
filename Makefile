# textrnn: `make train` trains on the embedded data set, `make ablation` compares input layers on
# it, `make test` runs all tests. Sources are found by wildcard: a new file needs no change here.

CXX      ?= g++
ARCH     := -march=native
# Checked builds have the baseline's short vectors: without optimization, long ones are slow.
CXXFLAGS ?= -O3 $(if $(filter 0,$(NATIVE))$(filter asan tsan fuzz coverage,$(VARIANT)),,$(ARCH))
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wno-pass-failed
# The same bits everywhere: the compiler contracts no a * b + c, the kernels call std::fma. The next
# three flags let loops vectorise and change no value (clang -O0 vectorises none: -Wno-pass-failed).
BASE     := -std=c++20 -pthread -Isrc -Itests -I. -ffp-contract=off -fno-math-errno -fno-trapping-math \
            -fopenmp-simd -fPIC -fvisibility=hidden $(WARNINGS)

# A variant has its own objects: build/release, build/asan, ... NATIVE=0 builds
# build/portable/textrnn for any machine of this architecture. On x86-64 it has the files that use
# math.h or vector.h once per level of vector instructions (src/core/level.h).
VARIANT  ?= $(if $(filter 0,$(NATIVE)),portable,release)
FLAGS_avx2     := -mavx2 -mfma
FLAGS_avx512   := $(FLAGS_avx2) -mavx512f -mavx512bw -mavx512dq -mavx512vl -mprefer-vector-width=512
FLAGS_portable := $(if $(findstring x86_64,$(shell $(CXX) -dumpmachine)),-DTEXTRNN_LEVELS)
LEVELS         := $(if $(filter portable,$(VARIANT)),$(FLAGS_portable:-DTEXTRNN_LEVELS=avx2 avx512))
CHECKED  := -O1 -g1 -D_GLIBCXX_ASSERTIONS -fno-sanitize-recover=all
FLAGS_asan     := $(CHECKED) -fsanitize=address,undefined
FLAGS_tsan     := $(CHECKED) -fsanitize=thread
FLAGS_fuzz     := $(CHECKED) -fsanitize=fuzzer-no-link,address,undefined
FLAGS_double   := -O1 -DTEXTRNN_DOUBLE
FLAGS_coverage := -O0 --coverage
FLAGS_odr      := -O0 -flto=auto -Wodr -Werror=odr
OUT      := build/$(VARIANT)
# Folders without numeric loops compile faster with -O1, or -O0 (the last -O counts).
LIGHT_FLAGS ?= $(if $(filter asan tsan odr coverage,$(VARIANT)),-O0,-O1)
LIGHT     = $(if $(filter tests/% $(OUT)/tests/% $(foreach folder,train ablation cli \
            $(if $(filter asan tsan odr,$(VARIANT)),data io), \
            src/$(folder)/% %/whole/$(folder).cpp),$<),$(LIGHT_FLAGS))
EXTRA    := # additional flags from the command line, e.g. make EXTRA=-Werror
LIBRARIES :=
COMPILE   = $(CXX) $(BASE) $(CPPFLAGS) $(CXXFLAGS) $(FLAGS_$(VARIANT)) $(LIGHT) $(EXTRA)
LINK      = @mkdir -p $(@D) && $(COMPILE) $(LDFLAGS) -o $@ $(filter %.o,$^) $(LIBRARIES) $(LDLIBS)

# The double build checks gradients only: it has no benchmark.
BENCHED  := $(if $(filter double,$(VARIANT)),,bench)
FOLDERS  := $(if $(filter double,$(VARIANT)),core autograd nn optim,$(notdir $(wildcard src/*)))
objects   = $(patsubst %.cpp,$(OUT)/%.o,$(sort $(filter %.cpp,$(wildcard $1))))
LEVELED  := $(shell grep -lE '^.include "core/(math|vector).h"' src/*/*.cpp)
# Each folder is compiled as one file, in half the time of its files; `make WHOLE=` compiles file by
# file, which is faster after a change of one. Apart are main.cpp, machine.cpp, which every commit
# changes, and nn, whose cells have functions of the same names in their unnamed namespaces.
WHOLE    := $(filter-out nn textrnn%,$(FOLDERS))
APART    := %/main.cpp %/machine.cpp
LIBRARY  := $(filter-out %/main.o,$(call objects,$(FOLDERS:%=src/%/machine.cpp) $(patsubst %,src/%/*.cpp, \
            $(filter-out $(WHOLE),$(FOLDERS))) $(FOLDERS:%=src/%))) $(WHOLE:%=$(OUT)/whole/%.o) \
            $(foreach level,$(LEVELS),$(LEVELED:%.cpp=$(OUT)/$(level)/%.o))
TESTS    := $(sort $(patsubst tests/%/,$(OUT)/tests/%.o,$(dir $(wildcard \
            $(patsubst %,tests/%/*_test.cpp,$(FOLDERS) $(BENCHED))))))
BENCH    := $(filter-out %_test.o,$(call objects,$(BENCHED:%=tests/%/*.cpp)))
FUZZ     := $(call objects,tests/fuzz/*.cpp)
BIN      := $(if $(filter release,$(VARIANT)),build,$(OUT))
PROGRAM  := $(BIN)/textrnn
JOBS     := $(shell nproc 2>/dev/null || echo 2)
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += --no-builtin-rules --no-print-directory -j$(JOBS)
endif

.PHONY: all install uninstall train vectors ablation bench test test_commands test_build test_faults \
        unit gradcheck asan tsan odr valgrind reliability fuzz fuzzers coverage lint catch2 clean FORCE
.SECONDARY:
all: $(PROGRAM)

train: $(PROGRAM)
	$(PROGRAM) train configs/quickstart.toml --out runs/quickstart

vectors: $(PROGRAM)
	$(PROGRAM) pretrain configs/vectors.toml --out runs/vectors
	$(PROGRAM) neighbors runs/vectors film gem boring

# Finished runs stay as they are; remove runs/ablation-reviews to start again.
ablation: $(PROGRAM)
	$(PROGRAM) ablate configs/ablation-reviews.toml --out runs/ablation-reviews --resume

bench: $(BIN)/bench ; $(BIN)/bench

test: catch2
	$(MAKE) $(OUT)/unit_tests all $(BIN)/bench
	$(MAKE) --output-sync unit test_commands test_build test_faults
test_commands: ; tests/end_to_end/run $(PROGRAM) && tests/end_to_end/fetch_test
test_build: ; tests/build_test
test_faults:
	@if command -v python3 >/dev/null; then CXX="$(CXX)" tests/faults/run $(PROGRAM) calls kills; \
	else echo "skipped - tests/faults/run: python3 is not installed"; fi

unit: $(OUT)/unit_tests ; $(OUT)/unit_tests $(SELECTED)
gradcheck: catch2 ; $(MAKE) VARIANT=double unit
lint: ; tests/lint
catch2: ; @tests/setup_catch2 $(CXX) $(CPPFLAGS)
clean: ; rm -rf build

# Unit tests without the slowest ones, and groups of the end-to-end tests.
UNIT_TESTS ?= ~[damage]
asan tsan: catch2
	$(MAKE) VARIANT=$@ all build/$@/bench build/$@/unit_tests
	TEXTRNN_CONFIGS=2 build/$@/unit_tests '$(UNIT_TESTS)'
	tests/end_to_end/run build/$@/textrnn $(END_TO_END)

# The linker compares all definitions of a class in the program and in the benchmark.
odr: ; $(MAKE) VARIANT=odr build/odr/bench

# The exhaustive form of what `make test` samples; half an hour or more.
reliability: catch2 all
	$(MAKE) $(OUT)/unit_tests
	TEXTRNN_CONFIGS=$${TEXTRNN_CONFIGS:-200} $(OUT)/unit_tests "[determinism]"
	CXX="$(CXX)" STRIDE=$${STRIDE:-1} KILLS=$${KILLS:-500} tests/faults/run $(PROGRAM)

# Slow. The option: one test defines operator new.
valgrind: catch2
	$(MAKE) VARIANT=valgrind ARCH=-march=x86-64 build/valgrind/unit_tests
	TEXTRNN_CONFIGS=2 valgrind -q --error-exitcode=1 --soname-synonyms=somalloc=nouserintercepts \
	    build/valgrind/unit_tests '~[damage]'

# Broken input for every loader, FUZZ_SECONDS (60) for each; needs clang.
fuzz:
	$(MAKE) VARIANT=fuzz CXX=clang++ fuzzers
	tests/fuzz/run build/fuzz

# The lines and branches of the loaders that the unit tests run.
coverage: catch2
	find build/coverage -name '*.gcda' -delete 2>/dev/null; true
	TEXTRNN_CONFIGS=2 $(MAKE) VARIANT=coverage SELECTED="'$(UNIT_TESTS)'" unit
	tests/coverage build/coverage

$(PROGRAM): $(OUT)/src/cli/main.o $(LIBRARY) $(OUT)/sources ; $(LINK)
# The library for other programs: src/textrnn.h, without commands and experiments.
EMBEDDED := $(filter-out $(foreach folder,cli ablation pretrain,$(OUT)/src/$(folder)/% \
            $(OUT)/whole/$(folder).o),$(LIBRARY))
$(OUT)/libtextrnn.a: $(EMBEDDED) $(OUT)/sources ; @rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)
$(OUT)/libtextrnn.so.0: LIBRARIES = -shared -Wl,-soname,$(@F)
$(OUT)/libtextrnn.so.0: $(EMBEDDED) $(OUT)/sources ; $(LINK)
# The script's environment has prefix (or PREFIX), DESTDIR and other names of GNU, if they are set.
install: $(PROGRAM) $(OUT)/libtextrnn.a $(OUT)/libtextrnn.so.0
	.packaging/install install $(PROGRAM) $(OUT)
uninstall: ; .packaging/install uninstall

$(BIN)/bench: $(BENCH) $(LIBRARY) $(OUT)/sources ; $(LINK)
# The main() of Catch2 v3 is in a library; v2 is one header, and tests/main.cpp makes its main().
$(OUT)/unit_tests: LIBRARIES = $(shell tests/setup_catch2 --libraries $(CXX) $(CPPFLAGS))
$(OUT)/unit_tests: $(OUT)/tests/main.o $(TESTS) $(filter-out %/main.o,$(BENCH)) $(LIBRARY) $(OUT)/sources
	$(LINK)
# Every file in tests/fuzz is a target, but for fuzz.cpp and the program seeds.cpp.
fuzzers: $(patsubst $(OUT)/tests/fuzz/%.o,$(OUT)/targets/%,$(filter-out %/fuzz.o %/seeds.o,$(FUZZ)))
fuzzers: $(OUT)/seeds
$(OUT)/targets/%: LIBRARIES = -fsanitize=fuzzer
$(OUT)/targets/%: $(OUT)/tests/fuzz/%.o $(OUT)/tests/fuzz/fuzz.o $(LIBRARY) $(OUT)/sources
	$(LINK)
$(OUT)/seeds: $(OUT)/tests/fuzz/seeds.o $(OUT)/tests/fuzz/fuzz.o $(LIBRARY) $(OUT)/sources
	$(LINK)

define compile
	@mkdir -p $(@D)
	@echo "  $(CXX) $< ($(VARIANT))"
	@$(COMPILE) $(FLAGS_$(word 3,$(subst /, ,$@))) $(OWN_FLAGS) -MMD -MP -c -o $@ $<
endef
$(OUT)/%.o: %.cpp $(OUT)/command ; $(compile)
$(OUT)/%.o: $(OUT)/%.cpp $(OUT)/command ; $(compile)
$(OUT)/avx2/%.o: %.cpp $(OUT)/command ; $(compile)
$(OUT)/avx512/%.o: %.cpp $(OUT)/command ; $(compile)

# The report of the ablation names the commit and the flags.
quoted  = '$(subst ','\'',$1)'
COMMIT := $(shell test -e .git && git -c safe.directory='$(CURDIR)' describe --always --dirty 2>/dev/null || echo unknown)
BUILD_NAMES = -DTEXTRNN_COMMIT='"$(COMMIT)"' $(call quoted,-DTEXTRNN_FLAGS=R"flags($(CXXFLAGS))flags")
$(OUT)/src/ablation/machine.o: OWN_FLAGS = $(BUILD_NAMES)
$(OUT)/src/ablation/machine.o: $(OUT)/commit

# Files whose content is TEXT: make rebuilds after a change of flags, compiler, sources or commit.
# The check names a standard library that cannot compile the program.
$(OUT)/command: TEXT = $(call quoted,$(COMPILE) $(LIGHT_FLAGS) $(LDFLAGS) $(LDLIBS))
$(OUT)/sources: TEXT = $(LIBRARY) $(TESTS) $(BENCH)
$(OUT)/commit:  TEXT = $(call quoted,$(COMMIT))
HASH     := \#
includes  = $(patsubst %,'$(HASH)include "%"',$(filter-out $(APART) $(BENCH:$(OUT)/%.o=%.cpp), \
            $(sort $(wildcard $1/$(basename $(@F))/*.cpp))))
WHOLE_FILES := $(WHOLE:%=$(OUT)/whole/%.cpp) $(TESTS:.o=.cpp)
$(OUT)/whole/%.cpp: TEXT = $(call includes,src)
$(OUT)/tests/%.cpp: TEXT = $(call includes,tests)
CHECK = true
$(OUT)/command: CHECK = $(COMPILE) -E -include core/vector.h -x c++ -o /dev/null /dev/null
$(OUT)/command $(OUT)/sources $(OUT)/commit $(WHOLE_FILES): FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(TEXT) | cmp -s - $@ || { $(CHECK) && printf '%s\n' $(TEXT) >$@; }

-include $(patsubst %.o,%.d,$(OUT)/src/cli/main.o $(OUT)/tests/main.o $(LIBRARY) $(TESTS) $(BENCH) $(FUZZ))
