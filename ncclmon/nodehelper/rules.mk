# c4-nodehelper, and a bounded run of its fuzz target where clang has libFuzzer.

NODEHELPER_SOURCES := $(filter-out nodehelper/fuzz.cc,$(wildcard nodehelper/*.cc))
NODEHELPER_OBJECTS := $(NODEHELPER_SOURCES:%.cc=$(BUILD)/%.o)
NODEHELPER_PARSERS := $(addprefix nodehelper/,json.cc kernel_log.cc process.cc sockets.cc)
NODEHELPER_FUZZ_SECONDS ?= 5
FUZZ_CXX ?= $(firstword $(shell command -v clang++-14 clang++ 2>/dev/null))

TOOLS += $(BUILD)/c4-nodehelper

$(BUILD)/c4-nodehelper: $(NODEHELPER_OBJECTS)
	@$(CXX) $(LDFLAGS) -pie $^ -o $@ $(NO_RUNTIME)

$(BUILD)/nodehelper-fuzz: nodehelper/fuzz.cc $(NODEHELPER_PARSERS) $(wildcard nodehelper/*.h)
	@mkdir -p $(@D)
	@$(FUZZ_CXX) -std=c++20 -I. -O1 -g $(WARNINGS) -fno-exceptions -fno-rtti \
	  -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all $(filter %.cc,$^) -o $@

.PHONY: nodehelper-fuzz
nodehelper-fuzz: $(if $(FUZZ_CXX),$(BUILD)/nodehelper-fuzz)
ifeq ($(FUZZ_CXX),)
	@echo "nodehelper-fuzz: skipped, no clang++ with libFuzzer here"
else
	@mkdir -p $(BUILD)/nodehelper-corpus
	@$(BUILD)/nodehelper-fuzz -max_total_time=$(NODEHELPER_FUZZ_SECONDS) -max_len=8192 \
	  -dict=nodehelper/fuzz.dict -artifact_prefix=$(BUILD)/ -print_final_stats=1 \
	  $(BUILD)/nodehelper-corpus > $(BUILD)/nodehelper-fuzz.log 2>&1 || \
	  { tail -50 $(BUILD)/nodehelper-fuzz.log; exit 1; }
	@echo "nodehelper-fuzz: $$(grep -o 'executed_units: .*' $(BUILD)/nodehelper-fuzz.log)"
endif

# It brings its own sanitizers, so a sanitized build does not run it again.
ifeq ($(SANITIZE),)
test: nodehelper-fuzz
endif
