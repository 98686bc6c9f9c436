# libc4mon-gloo.so: preloaded; hooks gloo's TCP transport and collectives.
GLOO_LIBRARY := $(BUILD)/libc4mon-gloo.so
GLOO_OBJECTS := $(patsubst %.cc,$(BUILD)/%.o,$(wildcard gloo/*.cc))
LIBRARIES += $(GLOO_LIBRARY)

$(GLOO_LIBRARY): $(GLOO_OBJECTS) $(EXIT_HOOK) $(BUILD)/libc4mon.so
	$(CXX) -shared -Wl,-soname,libc4mon-gloo.so $(LDFLAGS) $(GLOO_OBJECTS) $(EXIT_HOOK) -o $@ \
	  $(WITH_CORE) $(NO_RUNTIME)
