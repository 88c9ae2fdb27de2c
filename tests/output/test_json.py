"""JSON is written as ``json.dumps`` writes it."""

import json

import pytest
from reference_case import SAID

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.documents.answer import full_plan
from ivigcalc.output.json import as_dict, render, render_line


@pytest.mark.parametrize("label", ["bed 4", 'Müller "7" \\ \n', "a\u2028b"])
@pytest.mark.parametrize("more", [{}, {"weight": "69.37", "closed": ["weekends", "2024-05-06"], "halves": True}])
def test_every_character_is_as_json_dumps_has_it(more, label):
    made = full_plan({**SAID, **more, "label": label}, Catalogue())
    assert json.loads(render(made)) == as_dict(made)
    assert json.dumps(as_dict(made), separators=(",", ":")) + "\n" == render_line(made)
