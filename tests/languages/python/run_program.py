"""Runs a Python program under the real engine with Python's Automation API, and prints the stack's outputs as JSON.

Usage: run_program.py PROJECT_FOLDER PROGRAM
"""

import json
import runpy
import sys

from pulumi import automation


def main(folder: str, program: str) -> None:
    stack = automation.create_or_select_stack(
        stack_name="dev",
        project_name="project",
        program=lambda: runpy.run_path(program, run_name="__main__"),
        opts=automation.LocalWorkspaceOptions(work_dir=folder),
    )
    stack.up()
    result = stack.up(expect_no_changes=True)
    outputs = {name: output.value for name, output in result.outputs.items()}
    print(json.dumps(outputs))


if __name__ == "__main__":
    main(*sys.argv[1:])
