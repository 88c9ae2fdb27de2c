"""Records by the names that people type: a disease, a brand with its strength, a steroid."""

import pytest

from ivigcalc.catalogue.catalogue import Catalogue, as_id
from ivigcalc.catalogue.kinds import KINDS
from ivigcalc.core.errors import Unreadable

SHIPPED = Catalogue()


@pytest.mark.parametrize(
    ("kind", "said", "id"),
    [
        ("regimens", "guillain-barre", "gbs"),
        ("regimens", "Guillain Barre", "gbs"),
        ("regimens", "Guillain-Barr\u00e9 syndrome", "gbs"),
        ("regimens", "Guillain-Barre\u0301", "gbs"),
        ("regimens", "GBS", "gbs"),
        ("regimens", "chronic inflammatory demyelinating polyneuropathy", "cidp"),
        ("regimens", "Kawasaki disease", "kawasaki"),
        ("regimens", "MIS_C", "mis-c"),
        ("regimens", "myasthenia", "myasthenia-gravis"),
        ("regimens", "immune thrombocytopaenia", "itp"),
        ("regimens", "CVID", "primary-immunodeficiency"),
        ("regimens", "CLL", "secondary-immunodeficiency"),
        ("regimens", "DM", "dermatomyositis"),
        ("products", "Octagam 10%", "octagam-10"),
        ("products", "octagam 5 %", "octagam-5"),
        ("products", "Octagam 100", "octagam-10"),
        ("products", "Privigen (10 %)", "privigen"),
        ("products", "Intratect 5%", "intratect-50"),
        ("products", "Gammagard S/D", "gammagard-sd"),
        ("products", "GAMUNEX-C", "gamunex-c"),
        ("products", "gamunex c", "gamunex-c"),
        ("products", "IgVena", "ig-vena"),
        ("products", "Bivigam 10%", "bivigam"),
        ("rate_protocols", "Gamunex ITP children", "gamunex-itp-children"),
        ("steroids", "methylpred", "methylprednisolone"),
        ("weight_policies", "NBA 2026", "nba-2026"),
    ],
)
def test_a_record_goes_by_the_names_that_people_type(kind, said, id):
    assert id == SHIPPED.record(KINDS[kind], said).id
    assert id == SHIPPED.find(KINDS[kind], said)
    found, record = SHIPPED.anywhere(said)
    assert (kind, id) == (found.folder, record.id)


@pytest.mark.parametrize(
    ("kind", "said", "refusal"),
    [
        ("products", "octagam", "product 'octagam' can be octagam-5 or octagam-10; choose one"),
        ("products", "Gamunex", "product 'Gamunex' can be igivnex or gamunex-c or gamunex-10; choose one"),
        ("regimens", "pemphigus", "regimen 'pemphigus' can be pemphigus-vulgaris or pemphigus-foliaceus; choose "
                                  "one"),
        ("steroids", "Pred", "steroid 'Pred' can be prednisone or prednisolone; choose one"),
    ],
)  # fmt: skip
def test_a_name_of_several_records_asks_which(kind, said, refusal):
    with pytest.raises(Unreadable) as why:
        SHIPPED.record(KINDS[kind], said)
    assert refusal == str(why.value)
    with pytest.raises(Unreadable) as found:
        SHIPPED.find(KINDS[kind], said)
    assert refusal == str(found.value)


def test_a_name_that_is_none_is_not_found():
    assert SHIPPED.find(KINDS["products"], "nanogam") is None


@pytest.mark.parametrize(
    ("said", "id"),
    [
        ("Octagam  10 %", "octagam-10"),
        ("Gammagard S/D", "gammagard-s-d"),
        ("_A+B&C(d), e.f_", "a-b-c-d-e-f"),
        ("\u00c9", "e"),
        ("x" * 80, "x" * 80),
        ("x" * 81, ""),
        ("", ""),
        ("%", ""),
        ("privigen\n", ""),
        ("\uff11", ""),
        ("a;b", ""),
    ],
)
def test_the_words_of_a_name_are_joined_as_those_of_an_id(said, id):
    assert id == as_id(said)
