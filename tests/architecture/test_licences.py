"""The licences of everything that runs with the program: each is one that a hospital may use and pass on freely."""

from collections.abc import Iterator
from importlib.metadata import Distribution, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ALLOWED = {"MIT", "BSD-2-Clause", "BSD-3-Clause", "BSD", "Apache-2.0", "ISC", "PSF-2.0"}

# What the classifiers and the older free field say, as the licence's identifier.
IDENTIFIERS = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "BSD 3-Clause License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "Python Software Foundation License": "PSF-2.0",
    "Dual License": "",  # stands beside the two that it means
}


def needed(name: str, seen: set[str]) -> Iterator[Distribution]:
    """The distribution *name* and all that it needs on this machine to run, each once."""
    if canonicalize_name(name) in seen:
        return
    seen.add(canonicalize_name(name))
    found = distribution(name)
    yield found
    for line in found.requires or []:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield from needed(requirement.name, seen)


def licences(found: Distribution) -> set[str]:
    """The identifiers of the licences of a distribution: its expression, else its classifiers, else its free field."""
    expression = found.metadata.get("License-Expression")
    if expression:
        return set(expression.replace("(", " ").replace(")", " ").split()) - {"AND", "OR"}
    classified = [
        line.split(" :: ")[-1] for line in found.metadata.get_all("Classifier") or [] if line.startswith("License :: ")
    ]
    named = classified or [found.metadata.get("License") or "no licence"]
    return {IDENTIFIERS.get(name, name) for name in named} - {""}


def test_every_library_that_runs_with_the_program_has_an_allowed_licence() -> None:
    listed = {found.name: licences(found) for found in needed("ivigcalc", set())}
    assert {"ivigcalc", "typer", "rich", "Jinja2", "holidays", "MarkupSafe"} <= set(listed)
    assert {} == {name: found for name, found in listed.items() if not found or found - ALLOWED}


def test_a_licence_that_is_not_on_the_list_is_seen() -> None:
    """The proof that the test above can fail."""
    assert {"GPL-3.0-only"} == licences(_Described("License-Expression: GPL-3.0-only")) - ALLOWED
    assert {"no licence"} == licences(_Described("Name: nothing")) - ALLOWED
    assert {"Apache-2.0", "BSD"} == licences(
        _Described(
            "Classifier: License :: OSI Approved :: BSD License\n"
            "Classifier: License :: OSI Approved :: Apache Software License"
        )
    )


class _Described(Distribution):
    """A distribution of which only these lines are known."""

    def __init__(self, lines: str) -> None:
        self._lines = lines

    def read_text(self, filename: str) -> str | None:
        return f"{self._lines}\n" if filename == "METADATA" else None

    def locate_file(self, path: object) -> object:  # type: ignore[override]
        raise NotImplementedError(path)
