"""The build's one step of its own: the shipped records packed into one file of the wheel."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PackRecords(BuildHookInterface):
    """Adds the packed records to a wheel; an editable install reads the TOML files as they stand."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from ivigcalc.catalogue.packed import NAME, pack

        self.folder = tempfile.TemporaryDirectory()  # removed with this object, when the wheel is written
        packed = Path(self.folder.name, NAME)
        packed.write_text(pack(Path(self.root, "ivigcalc", "data")), encoding="ascii", newline="")
        build_data["force_include"][str(packed)] = f"ivigcalc/data/{NAME}"
