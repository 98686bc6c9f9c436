# c4mon-replay, and a profiler that does nothing.
REPLAY_PARTS := $(patsubst %,$(BUILD)/tools/%.o,host sequence scenarios options bench)
# Programs may use the C++ runtime; the hooks may not.
$(REPLAY_PARTS) $(BUILD)/tools/replay.o: CXXFLAGS += -fexceptions
TOOLS += $(BUILD)/c4mon-replay
LIBRARIES += $(BUILD)/libnccl-profiler-noop.so

$(BUILD)/c4mon-replay: $(BUILD)/tools/replay.o $(REPLAY_PARTS) $(BUILD)/core/clock.o
	@$(CXX) $(filter-out -Wl$(comma)-z$(comma)nodelete,$(LDFLAGS)) -pthread $^ -o $@ -ldl

$(BUILD)/libnccl-profiler-noop.so: $(BUILD)/tools/noop_plugin.o
	@$(CXX) -shared $(LDFLAGS) $^ -o $@ $(NO_RUNTIME)
