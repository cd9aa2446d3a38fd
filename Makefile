# nxpop3. Two commands matter: make run, make test. The rest is for those who
# work on it. Everything is built by CMake; this file only knows the order.

BUILD ?= build
JOBS  ?= $(shell nproc)

.PHONY: all run test bench size coverage fuzz format install clean help

all:
	@tools/deps.sh run
	@cmake -S . -B $(BUILD) -DNXPOP3_TESTS=OFF >/dev/null
	@MAKEFLAGS= cmake --build $(BUILD) -j $(JOBS)

# Fetches a real maildrop from the practice server, over IPv4 and over IPv6.
run:
	@tools/deps.sh run
	@cmake -S . -B $(BUILD) -DNXPOP3_TESTS=OFF >/dev/null
	@MAKEFLAGS= cmake --build $(BUILD) -j $(JOBS) >/dev/null
	@examples/run.sh $(BUILD)

# All tests: gcc, clang with sanitizers, 32 bit, ARM, sizes, installation.
test:
	@tools/deps.sh run size test
	@tools/test.sh

bench:
	@tools/deps.sh run
	@cmake -S . -B $(BUILD) -DNXPOP3_TESTS=OFF -DNXPOP3_BENCH=ON >/dev/null
	@MAKEFLAGS= cmake --build $(BUILD) -j $(JOBS) >/dev/null
	@bench/run.sh $(BUILD)

size:
	@tools/deps.sh run size
	@tools/size.sh

coverage:
	@tools/deps.sh run test
	@tools/coverage.sh

# FUZZ_SECONDS of coverage-guided input for the engine.
fuzz:
	@tools/deps.sh run test
	@tools/fuzz.sh $(or $(FUZZ_SECONDS),60)

format:
	@tools/deps.sh test
	@git ls-files '*.c' '*.h' | xargs clang-format-14 -i

install: all
	@cmake --install $(BUILD) $(if $(PREFIX),--prefix $(PREFIX))

clean:
	@rm -rf $(BUILD) build-*

help:
	@sed -n 's/^# //p;/^[a-z]*:/s/:.*//p' Makefile
