"""Runs each argument, a list in JSON, as a command in this one process; a line with a null alone ends what each says.

Ends with an error when a command does.
"""

import json
import sys

from dashboard.commands.cli import main

for argument in sys.argv[1:]:
    if code := main(["--debug", *json.loads(argument)]):
        sys.exit(f"{argument} ended with {code}")
    print(chr(0))
