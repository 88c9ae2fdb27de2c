"""One request, one document: what was said becomes a case, the core plans it, and its sources are looked up.

Every command that plans comes through here, and so do ``batch``, ``forecast`` and ``check``.
"""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from ivigcalc import __version__
from ivigcalc.catalogue import Catalogue, cited
from ivigcalc.core.planned import Document, Plan
from ivigcalc.request import Said, echo, read
