"""What C4 asks of a Python training process: its stacks while it lives, its last words.

Loaded by Python itself at start, when this folder is on PYTHONPATH. Outside of C4 (no C4_DIR) it
does nothing. It never raises into the program. What it changes there is one signal's handler, one
open descriptor and sys.excepthook, which passes every exception on to the hook before it:

* a signal that nobody else uses (SIGRTMIN+7, unless something caught it before) makes Python's own
  faulthandler write the stacks of all threads into a piece of memory that the agent reads through
  /proc. The handler runs no Python code, so it works while the interpreter is stuck. The agent
  empties the memory before it asks: it holds one dump, not all that were ever asked for;
* the traceback of an exception that ends the program is also written to a file, because an agent
  cannot see where its standard error goes.

Another sitecustomize that this one hides is found and run afterwards.
"""

from __future__ import annotations

import os
import sys

_MEMORY_NAME = "c4-stack"
_DUMP_SIGNAL_OFFSET = 7
_WORDS_MAX = 16 * 1024

_memory = None  # kept open for the life of the process


def _register_stacks() -> None:
    global _memory
    import faulthandler
    import fcntl
    import signal

    number = signal.SIGRTMIN + _DUMP_SIGNAL_OFFSET
    if signal.getsignal(number) not in (signal.SIG_DFL, None):
        return
    descriptor = os.memfd_create(_MEMORY_NAME, os.MFD_CLOEXEC)
    # At the end, wherever that is by then: the agent empties it between two dumps.
    fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_APPEND)
    _memory = os.fdopen(descriptor, "wb", buffering=0)
    faulthandler.register(number, file=_memory, all_threads=True, chain=False)


def _start_ticks() -> str:
    with open("/proc/self/stat", "rb") as stat:
        return stat.read().rpartition(b")")[2].split()[19].decode()


def _write_last_words(text: str) -> None:
    folder = os.path.join(os.environ["C4_DIR"], "stack")
    os.makedirs(folder, exist_ok=True)
    name = os.path.join(folder, f"{os.getpid()}-{_start_ticks()}.txt")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(name, flags, 0o600)
    with os.fdopen(descriptor, "w", errors="replace") as words:
        words.write(text[-_WORDS_MAX:])


def _keep_last_words() -> None:
    before = sys.excepthook

    def hook(kind, value, trace) -> None:
        try:
            if not issubclass(kind, (KeyboardInterrupt, SystemExit)):
                import traceback

                _write_last_words("".join(traceback.format_exception(kind, value, trace)))
        except BaseException:  # the program's own exception is what matters
            pass
        before(kind, value, trace)

    sys.excepthook = hook


def _run_hidden_one() -> None:
    """The sitecustomize that would have been loaded without us."""
    import importlib.machinery
    import importlib.util

    here = os.path.dirname(os.path.abspath(__file__))
    others = [path for path in sys.path if os.path.abspath(path or ".") != here]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", others)
    if spec is None or spec.loader is None:
        return
    module = importlib.util.module_from_spec(spec)
    sys.modules["sitecustomize"] = module
    spec.loader.exec_module(module)


def _run() -> None:
    if os.environ.get("C4_DIR"):
        for part in (_register_stacks, _keep_last_words):
            try:
                part()
            except BaseException:  # a guest never raises into its host
                pass


_run()
_run_hidden_one()
