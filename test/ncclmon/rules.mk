# The C++ tests. They are linked with the objects of the core, so that they may look inside.
TEST_FLAGS := -I. -I../test/ncclmon -fexceptions -frtti
TEST_OBJECTS := $(BUILD)/test/main.o $(CORE_OBJECTS)
TEST_PROGRAMS := file_test operations_test connections_test nccl_test nccl_life_test \
  nccl_threads_test chain_test library_test golden_test
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
