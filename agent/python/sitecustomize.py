"""Lets the node's agent ask a Python process for its stacks, from outside, without pausing it.

`c4 run` puts this folder first on PYTHONPATH. On a real-time signal faulthandler writes the stack
of every thread into `$C4_DIR/<node>/stack/<pid>.txt`; the agent sends that signal only to a process
that catches it. The contract of every guest: never raise, never block, never slow the program.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import sys


def _node() -> str | None:
    node = os.environ.get("C4_NODE")
    if node:
        return node
    try:
        nodes = int(os.environ["C4_NODES"])
        rank = int(os.environ.get("RANK") or os.environ["OMPI_COMM_WORLD_RANK"])
        world = int(os.environ.get("WORLD_SIZE") or os.environ["OMPI_COMM_WORLD_SIZE"])
        return f"node-{rank * nodes // world}"
    except (KeyError, ValueError, ZeroDivisionError):
        return None  # a launcher or a helper, not a rank


def _register() -> None:
    root, node = os.environ.get("C4_DIR"), _node()
    if not root or node is None:
        return
    import faulthandler

    folder = os.path.join(root, node, "stack")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    # Opened once and kept: a process that hangs or has no descriptors left can still be asked.
    out = open(os.path.join(folder, f"{os.getpid()}.txt"), "w", encoding="utf-8")
    faulthandler.register(signal.SIGRTMIN + 5, file=out, all_threads=True, chain=False)


def _run_the_users_own() -> None:
    """Only one sitecustomize is imported; the one behind ours on the path must still run."""
    here = os.path.dirname(os.path.abspath(__file__))
    for entry in sys.path:
        path = os.path.join(entry, "sitecustomize.py")
        if os.path.abspath(entry or ".") == here or not os.path.isfile(path):
            continue
        spec = importlib.util.spec_from_file_location("c4_chained_sitecustomize", path)
        if spec is not None and spec.loader is not None:
            spec.loader.exec_module(importlib.util.module_from_spec(spec))
        return


try:
    _register()
except Exception:  # noqa: BLE001  a guest: whatever it is, the program goes on without us
    pass
_run_the_users_own()
