"""A small sound formulary for the tests: a product of its own and the source that it cites; and a regimen to add."""

from pathlib import Path

SOURCE = """
id = "our-pharmacy"
title = "Infusion protocol of our pharmacy"
publisher = "Pharmacy of an example hospital"
url = ""
tier = "hospital"
seen = "2026-11-22"
printed = "2026-10"
"""

PRODUCT = """
id = "examplegam"
name = "Examplegam 100 g/L"
aliases = ["example"]

[[strengths]]
g_per_l = 100
source = "our-pharmacy"
at = "page 1"

[[labels]]
markets = ["de"]
source = "our-pharmacy"
vials = [
    { g = 5, ml = 50, at = "page 1" },
    { g = 20, ml = 200, at = "page 1" },
]
indications = [{ id = "cidp", at = "page 2" }]

[[labels.ladders]]
unit = "mL/kg/h"
rates = [0.5, 1, 2]
minutes = [30, 30]
at = "page 3"
"""

REGIMEN = """
id = "house-regimen"
name = "Regimen of the house"
group = "neurology"
default = "house"
default_reason = "the only one"

[[variants]]
id = "house"
name = "Protocol of the house"
source = "our-pharmacy"
status = "hospital protocol"

[[variants.phases]]
name = "course"
at = "page 4"
dose_g_per_kg_min = {dose}
dose_g_per_kg_max = {dose}
days_min = {days}
days_max = {days}
"""


def formulary(folder: Path, **files: str) -> Path:
    """The sound formulary in *folder*, with further or other *files*, named ``kind__id``."""
    texts = {"sources__our_pharmacy": SOURCE, "products__examplegam": PRODUCT, **files}
    for name, text in texts.items():
        kind, id = name.split("__")
        path = folder / kind / f"{id.replace('_', '-')}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
