# The commands of the README. `make demo` and `make test` install what is missing and say so.

SHELL := /bin/bash
export PATH := $(CURDIR)/.tools/node/bin:$(PATH)
PREFIX ?= /usr/local
JOBS ?= 2

.PHONY: demo test campaign bench build native install setup setup-test lint unit clean help

help:
	@sed -n 's/^## //p' Makefile

## make demo [FAULT=stop]   run a real training under C4, break it, and see the verdicts
demo: setup build
	@node dist/test/campaign/demo.js $(if $(FAULT),--fault $(FAULT))

## make test                the whole test suite
test: setup-test build
	@npm run -s lint
	@$(MAKE) -s -C ncclmon test
	@$(MAKE) -s -C ncclmon check CXX=clang++-14 BUILD=build/clang
	@$(MAKE) -s -C ncclmon sanitize
	@C4_NODEHELPER=ncclmon/build/asan/c4-nodehelper \
	  node_modules/.bin/mocha --reporter dot 'dist/test/nodehelper/*.test.js'
	@$(MAKE) -s -C ncclmon hooks BUILD=build/ubsan SANITIZE=undefined OPTIMIZE=-O1
	@C4_TEST_HOOKS=ncclmon/build/ubsan node_modules/.bin/mocha --reporter dot \
	  -g "C program's calls|the gloo hook on PyTorch" dist/test/hooks/{mpi,gloo}.test.js
	@npm run -s unit

## make campaign            every fault ten times with real processes (60 minutes at most)
campaign: setup build
	@node dist/test/campaign/main.js --table docs/campaign.md

## make bench               hooks, agent and pipeline; prints JSON
bench: setup build
	@npm run -s bench -- hooks && npm run -s bench -- agent && npm run -s bench -- pipeline

## make build               TypeScript to dist/, hooks to ncclmon/build/
build: native
	@npm run -s build

native:
	@$(MAKE) -s -C ncclmon -j$(JOBS)

## make install             put c4 on the PATH (PREFIX=/usr/local)
install: setup build
	@mkdir -p $(PREFIX)/bin
	@printf '#!/bin/sh\nexec "%s" "%s" "$$@"\n' "$$(command -v node)" \
	  "$(CURDIR)/dist/cli/c4.js" > $(PREFIX)/bin/c4
	@chmod +x $(PREFIX)/bin/c4
	@echo "installed $(PREFIX)/bin/c4"

setup:
	@bash .ci/setup demo

setup-test:
	@bash .ci/setup test

## make clean               remove what was built (not what was installed)
clean:
	@rm -rf dist .build ncclmon/build
