"""Print the lowest version that `pyproject.toml` allows of each library named, as pip takes it."""

import re
import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
lowest = dict(re.fullmatch(r"([a-z0-9]+)>=([0-9.]+).*", line).groups() for line in project["dependencies"])
print(*(f"{name}=={lowest[name]}.*" for name in sys.argv[1:]))
