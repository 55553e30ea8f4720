"""Runs __main__.py of the working directory inline, through the Automation API: inline.py COMMAND. The last line says what changed."""

import json
import runpy
import sys

from pulumi import automation

command = sys.argv[1]
stack = automation.select_stack(
    "test",
    project_name="packages",
    program=lambda: runpy.run_path("__main__.py"),
    opts=automation.LocalWorkspaceOptions(work_dir="."),
)
try:
    if command == "preview":
        changes = stack.preview(diff=True, plan="plan.json", on_output=print).change_summary
    elif command == "apply":
        changes = stack.up(plan="plan.json", on_output=print).summary.resource_changes
    else:
        changes = getattr(stack, command)(on_output=print).summary.resource_changes
except automation.CommandError as error:
    sys.exit(str(error))
print(json.dumps({str(getattr(op, "value", op)): count for op, count in changes.items()}))
