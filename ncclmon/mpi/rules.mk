# libc4mon-mpi.so: preloaded; hooks MPI through its profiling interface. Built against the MPI that
# mpicc belongs to (its binary interface differs from another MPI's); left out where there is none.
MPI_INCLUDE := $(shell mpicc --showme:incdirs 2>/dev/null)
ifneq ($(MPI_INCLUDE),)
MPI_LIBRARY := $(BUILD)/libc4mon-mpi.so
MPI_OBJECTS := $(patsubst %.cc,$(BUILD)/%.o,$(wildcard mpi/*.cc))
LIBRARIES += $(MPI_LIBRARY)
CXXFLAGS_mpi := $(MPI_INCLUDE:%=-isystem %) -DOMPI_SKIP_MPICXX

$(MPI_LIBRARY): $(MPI_OBJECTS) $(EXIT_HOOK) $(BUILD)/libc4mon.so
	$(CXX) -shared -Wl,-soname,libc4mon-mpi.so $(LDFLAGS) $(MPI_OBJECTS) $(EXIT_HOOK) \
	  -o $@ $(WITH_CORE) $(NO_RUNTIME)
endif
