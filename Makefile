# The commands of the README. `make demo` and `make test` install what is missing and say so.

SHELL := /bin/bash
export PATH := $(CURDIR)/.tools/node/bin:$(PATH)
PREFIX ?= /usr/local
# make splits names at blanks: `uninstall` would remove what stands before the first one.
ifneq ($(words $(PREFIX)),1)
$(error PREFIX is "$(PREFIX)": give one folder without blanks in its name)
endif
override PREFIX := $(abspath $(PREFIX))
JOBS ?= 2

.PHONY: demo test test-sanitized-nodehelper test-sanitized-hooks test-faults test-jobs campaign \
  days bench build native install install-files uninstall setup setup-build setup-test clean help

help:
	@sed -n 's/^## //p' Makefile

## make demo [FAULT=stop]   run a real training under C4, break it, and see the verdicts
demo: setup build
	@node dist/test/campaign/demo.js $(if $(FAULT),--fault $(FAULT))

# Real frameworks with hooks built by `sanitize`. The programs bring no sanitizer, so its run-time
# comes first of all; what interpreters and MPI leave unfreed at their end is not ours to find.
SANITIZED_HOOKS = C4_TEST_HOOKS=ncclmon/build/asan \
  C4_TEST_PRELOAD=$(shell g++ -print-file-name=libasan.so) ASAN_OPTIONS=detect_leaks=0

## make test                the whole test suite
test: setup-test build
	@npm run -s lint
	@$(MAKE) -s -C ncclmon -j$(JOBS) -Otarget every
	@$(MAKE) -s -j$(JOBS) -Otarget test-sanitized-nodehelper test-sanitized-hooks
	@npm run -s unit
	@$(MAKE) -s -j$(JOBS) test-faults test-jobs

# Two real jobs at a time, as in the campaign: most of a play is waiting.
test-faults:
	@node_modules/.bin/mocha dist/test/smoke/faults.test.js

test-jobs:
	@node_modules/.bin/mocha --ignore dist/test/smoke/faults.test.js 'dist/test/smoke/*.test.js'

test-sanitized-nodehelper:
	@C4_NODEHELPER=ncclmon/build/asan/c4-nodehelper \
	  node_modules/.bin/mocha --reporter dot 'dist/test/nodehelper/*.test.js'

test-sanitized-hooks:
	@$(SANITIZED_HOOKS) node_modules/.bin/mocha --reporter dot \
	  -g "C program's calls|the gloo hook on" dist/test/hooks/{mpi,gloo}.test.js

## make campaign            every fault ten times with real processes (60 minutes at most)
campaign: setup build
	@node dist/test/campaign/main.js --table docs/campaign.md

## make days                ten clean days of 1,024 ranks, simulated; goes on where it stopped (hours)
days: setup-build build
	@node dist/cli/c4.js sim days --seeds 10 --ranks 1024 --resume days-1024.jsonl

## make bench               hooks, agent, pipeline and simulator; prints JSON
bench: setup build
	@npm run -s bench -- hooks && npm run -s bench -- agent && npm run -s bench -- pipeline && \
	npm run -s bench -- sim

## make build               TypeScript to dist/, hooks to ncclmon/build/
build: native
	@npm run -s build

native:
	@$(MAKE) -s -C ncclmon -j$(JOBS)

## make install             c4, and the hooks in lib/c4 (PREFIX=/usr/local)
install: setup-build build
	@$(MAKE) -s install-files

# `install` puts a new file in the place of an old one: a training that has the old one mapped runs
# on with it. libc4mon-mpi.so is there only where MPI was.
INSTALLED_HOOKS = c4-nodehelper c4mon-replay libc4mon.so libc4mon-gloo.so \
  libnccl-profiler-c4.so librccl-profiler-c4.so \
  $(notdir $(wildcard ncclmon/build/libc4mon-mpi.so))
install-files:
	@install -d $(PREFIX)/bin $(PREFIX)/lib/c4/python $(PREFIX)/include
	@cd ncclmon/build && install -m 755 $(INSTALLED_HOOKS) $(PREFIX)/lib/c4
	@install -m 644 agent/python/sitecustomize.py $(PREFIX)/lib/c4/python
	@install -m 644 ncclmon/include/c4mon.h $(PREFIX)/include
	@printf '#!/bin/sh\nexec "%s" "%s" "$$@"\n' "$$(command -v node)" \
	  "$(CURDIR)/dist/cli/c4.js" > $(PREFIX)/bin/c4
	@chmod 755 $(PREFIX)/bin/c4
	@echo "installed $(PREFIX)/bin/c4 and $(PREFIX)/lib/c4"

## make uninstall           remove what `make install` put there (PREFIX=/usr/local)
uninstall:
	@rm -rf "$(PREFIX)/bin/c4" "$(PREFIX)/lib/c4" "$(PREFIX)/include/c4mon.h"
	@echo "removed $(PREFIX)/bin/c4, $(PREFIX)/lib/c4 and $(PREFIX)/include/c4mon.h"

setup:
	@bash .ci/setup demo

setup-build:
	@bash .ci/setup build

setup-test:
	@bash .ci/setup test

## make clean               remove what was built (not what was installed)
clean:
	@rm -rf dist .build ncclmon/build
