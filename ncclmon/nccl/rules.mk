# libnccl-profiler-c4.so, also under the names that NCCL and RCCL look for by themselves.
NCCL_LIBRARY := $(BUILD)/libnccl-profiler-c4.so
NCCL_NAMES := $(BUILD)/libnccl-profiler.so $(BUILD)/librccl-profiler.so \
  $(BUILD)/librccl-profiler-c4.so
NCCL_OBJECTS := $(patsubst %.cc,$(BUILD)/%.o,$(wildcard nccl/*.cc))
LIBRARIES += $(NCCL_LIBRARY) $(NCCL_NAMES)

$(NCCL_LIBRARY): $(NCCL_OBJECTS) $(BUILD)/libc4mon.so
	@$(CXX) -shared -Wl,-soname,libnccl-profiler-c4.so $(LDFLAGS) $(NCCL_OBJECTS) -o $@ \
	  $(WITH_CORE) $(NO_RUNTIME)

$(NCCL_NAMES): $(NCCL_LIBRARY)
	@ln -sf libnccl-profiler-c4.so $@
