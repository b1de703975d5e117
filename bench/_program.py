"""Run a program of the benchmarks with Django set up before its first import: ``-m bench._program PROGRAM ARGUMENTS``."""

from __future__ import annotations

import runpy
import sys

import django

if __name__ == "__main__":
    django.setup()
    runpy.run_module(f"bench.{sys.argv.pop(1)}", run_name="__main__", alter_sys=True)
