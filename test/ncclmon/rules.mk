# The C++ tests. They are linked with the objects of the core, so that they may look inside.
# The tests themselves need no speed, and sanitizers make optimising them dear.
TEST_FLAGS := -I. -I../test/ncclmon -fexceptions -frtti -O0
TEST_OBJECTS := $(BUILD)/test/main.o $(CORE_OBJECTS)
TEST_PROGRAMS := file_test operations_test connections_test nccl_test nccl_life_test \
  nccl_threads_test chain_test library_test golden_test gloo_threads_test
TESTS += $(TEST_PROGRAMS:%=$(BUILD)/test/%)
RECORDERS := $(BUILD)/test/librecorder.so $(BUILD)/test/librecorder4.so \
  $(BUILD)/test/librecorder3.so
TEST_LDFLAGS := $(if $(SANITIZE),-fsanitize=$(SANITIZE)) -pthread

$(BUILD)/test/%.o: ../test/ncclmon/%.cc
	@mkdir -p $(@D)
	@$(CXX) $(CXXFLAGS) $(TEST_FLAGS) -MMD -MP -c $< -o $@

$(BUILD)/test/%_test: $(BUILD)/test/%_test.o $(TEST_OBJECTS)
	@$(CXX) $^ -o $@ $(TEST_LDFLAGS) -ldl

$(addprefix $(BUILD)/test/,nccl_test nccl_life_test nccl_threads_test chain_test): \
  $(NCCL_OBJECTS) $(REPLAY_PARTS)
$(BUILD)/test/chain_test: | $(RECORDERS)
$(BUILD)/test/library_test: $(NCCL_OBJECTS) $(REPLAY_PARTS) | $(LIBRARIES)
$(BUILD)/test/golden_test: $(BUILD)/test/golden.o

# The program holds the hook and shows it to the double, as a preloaded hook is seen by gloo.
GLOO_DOUBLE := $(BUILD)/test/libgloo_double.so
$(BUILD)/test/gloo_threads_test: $(GLOO_OBJECTS) $(GLOO_DOUBLE)
$(BUILD)/test/gloo_threads_test: TEST_LDFLAGS += -rdynamic -Wl,-rpath,'$$ORIGIN'
# Or clang would call its functions among each other past the hook.
$(BUILD)/test/gloo_double.o: CXXFLAGS += -fsemantic-interposition
$(GLOO_DOUBLE): $(BUILD)/test/gloo_double.o
	@$(CXX) -shared -Wl,-soname,$(@F) $^ -o $@ $(TEST_LDFLAGS)

# One source, three tables: all versions, only 4, only 3.
$(RECORDERS): $(BUILD)/test/librecorder%.so: ../test/ncclmon/recorder.cc
	@mkdir -p $(@D)
	@$(CXX) $(CXXFLAGS) $(TEST_FLAGS) -Wno-unused -shared $(if $*,-DRECORDER_ONLY_V$*) $< -o $@ \
	  $(TEST_LDFLAGS)

# Writes test/golden/layout anew; golden_test holds the committed bytes to it.
.PHONY: golden
golden: $(BUILD)/test/golden_writer
	@$(BUILD)/test/golden_writer ../test/golden/layout

$(BUILD)/test/golden_writer: $(BUILD)/test/golden_writer.o $(BUILD)/test/golden.o $(CORE_OBJECTS)
	@$(CXX) $^ -o $@ $(TEST_LDFLAGS) -ldl
