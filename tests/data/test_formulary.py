"""A local formulary: as strict as the shipped records, and every way to break one gives one clear line and exit 4."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from formularies import PRODUCT, SOURCE, formulary

from ivigcalc.catalogue.catalogue import Catalogue
from ivigcalc.catalogue.kinds import KINDS, PRODUCTS, REGIMENS
from ivigcalc.catalogue.record_file import MOST_BYTES
from ivigcalc.core.errors import RecordInvalid, Unreadable

SHIPPED = Catalogue()
DIGITS = f"0x{'f' * 9000}"  # a number that Python refuses to write out


def said_of(folder: Path, kind: str = "products", id: str = "examplegam") -> str:
    """The error of reading one record, which is one line that begins with its file."""
    with pytest.raises(RecordInvalid) as why:
        Catalogue(folder).record(KINDS[kind], id)
    text = str(why.value)
    assert text.isprintable(), "one line, without escape sequences"
    assert text.startswith(str(folder)), text
    return text.removeprefix(str(folder)).lstrip(os.sep)


def broken(tmp_path: Path, before: str, after: str) -> str:
    """The error that the sound product gives with *before* replaced."""
    assert before in PRODUCT
    return said_of(formulary(tmp_path, products__examplegam=PRODUCT.replace(before, after, 1)))


def test_a_sound_formulary_is_read(tmp_path: Path) -> None:
    catalogue = Catalogue(formulary(tmp_path))
    product = catalogue.record(PRODUCTS, "examplegam")
    assert "Examplegam 100 g/L" == product.name
    assert product == catalogue.record(PRODUCTS, "example")
    assert catalogue.is_local(PRODUCTS, "examplegam")
    assert not catalogue.is_local(PRODUCTS, "privigen")
    assert set(SHIPPED.ids(PRODUCTS)) | {"examplegam"} == set(catalogue.ids(PRODUCTS))
    assert (2, ()) == catalogue.check()


def test_a_local_record_stands_in_place_of_the_shipped_one_of_its_id(tmp_path: Path) -> None:
    text = PRODUCT.replace("examplegam", "privigen").replace('aliases = ["example"]', "")
    catalogue = Catalogue(formulary(tmp_path, products__privigen=text))
    assert "Examplegam 100 g/L" == catalogue.record(PRODUCTS, "privigen").name
    assert "Privigen" in SHIPPED.record(PRODUCTS, "privigen").name
    with pytest.raises(Unreadable):
        catalogue.record(PRODUCTS, "privigen-100")  # an alias of the record that was replaced


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('at = "page 3"', "", "labels[0]: ladders[0]: at: missing; give the place in the source"),
        ('at = "page 3"', 'at = ""', "labels[0]: ladders[0]: at: missing"),
        ('source = "our-pharmacy"\nat = "page 1"', 'at = "page 1"', "strengths[0]: source: missing; name a source"),
        ("rates = [0.5, 1, 2]", "rates = [0.5, 2, 1]", "labels[0]: ladders[0]: a rate is not above the one before"),
        ("minutes = [30, 30]", "minutes = [30]", "labels[0]: ladders[0]: minutes: one for every rate but the last"),
        ("rates = [0.5, 1, 2]", 'rates = "0.5"', "labels[0]: ladders[0]: rates: a list is needed, not str '0.5'"),
        ("rates = [0.5, 1, 2]", 'rates = [0.5, "1", 2]', "rates[1]: a number is needed, not str '1'"),
        ("rates = [0.5, 1, 2]", "rates = [0.5, true, 2]", "rates[1]: a number is needed, not bool True"),
        ("rates = [0.5, 1, 2]", "rates = [0.5, 1, nan]", "rates[2]: a number is needed, not Decimal"),
        ("rates = [0.5, 1, 2]", "rates = [0.5, 1, 1e999999999]", "rates[2]: a number below 1000000000 with at most"),
        pytest.param("minutes = [30, 30]", f"minutes = [30, {DIGITS}]", "minutes[1]: a number below", id="f"),
        ("rates = [0.5, 1, 2]", "rates = [0.5, 1, 2.0000000000001]", "with at most 12 decimals is needed"),
        ('name = "Examplegam 100 g/L"', "name = 5", "name: text is needed, not int 5"),
        pytest.param('name = "Examplegam 100 g/L"', f"name = {DIGITS}", "name: text is needed, not a number", id="ff"),
        ('name = "Examplegam 100 g/L"', "", "name: missing"),
        ('name = "Examplegam 100 g/L"', 'name = "x"\nfridge = "B2"', "fridge: no such key here; known are aliases"),
        ('name = "Examplegam 100 g/L"', 'name = "x"\n"a\\nb\\u001b[31m" = 1', "a\\nb\\x1b[31m: no such key here"),
        ("g = 5, ml = 50", "g = 5, ml = 500", "vials[0]: ml: 500 mL of 100 g/L are not 5 g"),
        ("g = 5, ml = 50", "g = -5, ml = -50", "vials[0]: g: -5 is below 0"),
        ('unit = "mL/kg/h"', 'unit = "mL/kg/hour"', "unit: str 'mL/kg/hour' is not one of mL/kg/h, mL/kg/min"),
        ('markets = ["de"]', 'markets = ["mars"]', "labels[0]: markets: 'mars' is not one of us, eu"),
        ('id = "cidp", at', 'id = "gout", at', "labels[0]: indications: no regimen 'gout' on file."),
        ('id = "cidp", at', 'id = "Guillain-Barre", at', "no regimen 'Guillain-Barre' on file; did you mean gbs?"),
        (
            'source = "our-pharmacy"\nvials',
            'source = "our leaflet"\nvials',
            "source: no source 'our leaflet' on file; it is the id of a record: ivigcalc catalogue new source ID",
        ),
        ('source = "our-pharmacy"\nvials', 'source = "house"\nvials', "source: 'house' is the program's own choice"),
        ('id = "examplegam"', 'id = "example"', "id: 'example' must be the file's name, 'examplegam'"),
        ('aliases = ["example"]', 'aliases = ["privigen"]', "aliases: 'privigen' is the id of a product"),
        ('aliases = ["example"]', 'aliases = ["cidp"]', "aliases: 'cidp' is the id of a regimen"),
        ('aliases = ["example"]', 'aliases = ["our-pharmacy"]', "aliases: 'our-pharmacy' is the id of a source"),
        ("[[strengths]]", "[[strengths]", "not TOML: "),
        ('unit = "mL/kg/h"', "unit = mL/kg/h", "; text stands in double quotes, a decimal has a point, a list stands"),
        ("rates = [0.5, 1, 2]", "rates = [0,5]", "ladders[0]: a rate is 0 or less, and a decimal has a point: 0.3"),
        ("rates = [0.5, 1, 2]", "rates = [FILL_IN]  # steps", "FILL_IN in line 22: write what the source prints there"),
        pytest.param("[[strengths]]", f"deep = {'[' * 3000}", "not TOML: ", id="deep"),
    ],
)  # fmt: skip
def test_a_broken_record_names_file_key_and_reason(tmp_path: Path, before: str, after: str, said: str) -> None:
    text = broken(tmp_path, before, after)
    assert text.startswith("products/examplegam.toml: ")
    assert said in text


def test_every_line_of_a_template_that_is_not_filled_in_is_named(tmp_path: Path) -> None:
    text = (
        "# Replace each FILL_IN\nid = 'examplegam'\nname = FILL_IN  # the brand\n# date = FILL_IN\ng_per_l = FILL_IN\n"
    )
    assert said_of(formulary(tmp_path, products__examplegam=text)).endswith(
        "FILL_IN in line 3, 5: write what the source prints there, text in double quotes; delete a line or table of "
        "which it prints nothing"
    )


def test_the_folder_of_a_kind_in_place_of_the_formulary_is_told(tmp_path: Path) -> None:
    folder = formulary(tmp_path, products__examplegam=PRODUCT)
    assert said_of(folder / "products").endswith("examplegam.toml: give the folder above, which holds products/")


def test_several_faults_are_counted_and_the_first_is_said(tmp_path: Path) -> None:
    text = PRODUCT.replace("g = 5, ml = 50", "g = 5, ml = 51").replace('["de"]', '["mars"]')
    found = said_of(formulary(tmp_path, products__examplegam=text))
    assert found.endswith("(1 more: ivigcalc catalogue check DIR)")


def test_an_alias_that_two_records_have_asks_which_and_names_both(tmp_path: Path) -> None:
    twin = PRODUCT.replace("examplegam", "othergam").replace(
        'aliases = ["example"]', "aliases = ['example', 'privigen-100']"
    )
    catalogue = Catalogue(formulary(tmp_path, products__othergam=twin))
    assert (3, ()) == catalogue.check()
    with pytest.raises(Unreadable, match="^product 'Example' can be othergam or examplegam; choose one$"):
        catalogue.record(PRODUCTS, "Example")
    with pytest.raises(Unreadable, match="^'example' can be othergam or examplegam; choose one$"):
        catalogue.anywhere("example")
    with pytest.raises(Unreadable, match="^product 'privigen-100' can be othergam or privigen; choose one"):
        catalogue.record(PRODUCTS, "privigen-100")
    assert "othergam" == catalogue.record(PRODUCTS, "othergam").id


def test_an_alias_of_two_kinds_asks_which(tmp_path: Path) -> None:
    text = PRODUCT.replace('aliases = ["example"]', 'aliases = ["adrenal"]')
    catalogue = Catalogue(formulary(tmp_path, products__examplegam=text))
    with pytest.raises(Unreadable, match="^'adrenal' can be examplegam or ese-es-2024; choose one$"):
        catalogue.anywhere("adrenal")
    assert "examplegam" == catalogue.record(PRODUCTS, "adrenal").id


def test_a_broken_record_is_named_by_its_id_where_others_are_suggested(tmp_path: Path) -> None:
    folder = formulary(tmp_path, products__othergam="nothing that can be read")
    with pytest.raises(Unreadable, match="no product 'othergan' on file; did you mean othergam"):
        Catalogue(folder).record(PRODUCTS, "othergan")


def test_an_id_is_unique_over_all_kinds(tmp_path: Path) -> None:
    text = PRODUCT.replace("examplegam", "cidp").replace('"example"', "")
    assert "id: 'cidp' is a regimen already" in said_of(formulary(tmp_path, products__cidp=text), id="cidp")


def test_the_programs_own_source_is_never_local(tmp_path: Path) -> None:
    house = SOURCE.replace("our-pharmacy", "house").replace('"hospital"', '"house"')
    folder = formulary(tmp_path, sources__house=house)
    assert "id: 'house' is the program's own choice and never local" in said_of(folder, "sources", "house")


def test_a_file_of_ten_megabytes_is_not_read(tmp_path: Path) -> None:
    folder = formulary(tmp_path, products__examplegam="#" * 10_000_000)
    assert f"products/examplegam.toml: larger than {MOST_BYTES} bytes: not a record" == said_of(folder)


def test_a_file_that_is_no_utf_8_is_named(tmp_path: Path) -> None:
    folder = formulary(tmp_path)
    (folder / "products" / "examplegam.toml").write_bytes(b'id = "\xff"')
    assert "products/examplegam.toml: not UTF-8 text, at byte 6" == said_of(folder)


def test_a_byte_order_mark_and_line_ends_of_windows_do_no_harm(tmp_path: Path) -> None:
    folder = formulary(tmp_path)
    path = folder / "products" / "examplegam.toml"
    path.write_bytes(b"\xef\xbb\xbf" + PRODUCT.replace("\n", "\r\n").encode())
    assert "examplegam" == Catalogue(folder).record(PRODUCTS, "examplegam").id


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="this user may read every file")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    folder = formulary(tmp_path)
    (folder / "products" / "examplegam.toml").chmod(0)
    assert "products/examplegam.toml: cannot be read: Permission denied" == said_of(folder)


def _loop(folder: Path) -> None:
    (folder / "products" / "loop.toml").symlink_to("loop.toml")


def _folder_in_place_of_a_file(folder: Path) -> None:
    (folder / "products" / "loop.toml").mkdir()


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "products" / "loop.toml")


def _dangling(folder: Path) -> None:
    (folder / "products" / "loop.toml").symlink_to("nowhere.toml")


@pytest.mark.skipif(os.name == "nt", reason="needs links and pipes")
@pytest.mark.parametrize("put", [_loop, _folder_in_place_of_a_file, _pipe, _dangling])
def test_what_is_no_file_is_refused_by_name(tmp_path: Path, put: Callable[[Path], None]) -> None:
    put(formulary(tmp_path))
    assert said_of(tmp_path).startswith("products/loop.toml: not a file that can be read: ")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("drugs/x.toml", "drugs: no such kind of record; the folders are products, regimens, "),
        ("limits/doses.toml", "limits: no such kind of record; limits are the program's own; the folders are "),
        ("examplegam.toml", "examplegam.toml: a record stands in the folder of its kind: products, "),
        ("products/examplegam.tml", "products/examplegam.tml: only records, ID.toml, stand here"),
        ("products/old/x.toml", "products/old: only records, ID.toml, stand here"),
    ],
)
def test_what_does_not_belong_is_refused_by_name(tmp_path: Path, path: str, said: str) -> None:
    folder = formulary(tmp_path)
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text("", encoding="utf-8")
    assert said_of(folder).startswith(said)


def test_hidden_files_and_a_file_beside_the_folders_do_no_harm(tmp_path: Path) -> None:
    folder = formulary(tmp_path)
    (folder / ".git").mkdir()
    (folder / "README.md").write_text("ours", encoding="utf-8")
    (folder / "products" / ".examplegam.toml.swp").write_text("x", encoding="utf-8")
    assert (2, ()) == Catalogue(folder).check()


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    assert "the folder cannot be read: No such file or directory" in said_of(tmp_path / "none")


def test_a_kind_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    folder = formulary(tmp_path)
    (folder / "regimens").write_text("", encoding="utf-8")
    assert "regimens: the folder cannot be read: Not a directory" == said_of(folder)


def test_only_the_record_that_is_asked_for_is_read(tmp_path: Path) -> None:
    """Another one may be broken: ``catalogue check`` says so, planning with this one does not suffer."""
    folder = formulary(tmp_path, regimens__ours="nothing that can be read")
    assert "examplegam" == Catalogue(folder).record(PRODUCTS, "examplegam").id
    count, faults = Catalogue(folder).check()
    assert 3 == count
    assert [str(folder / "regimens" / "ours.toml")] == [fault.partition(": ")[0] for fault in faults]


def test_a_file_is_read_once(tmp_path: Path) -> None:
    folder = formulary(tmp_path)
    first = Catalogue(folder).record(PRODUCTS, "examplegam")
    (folder / "products" / "examplegam.toml").unlink()
    assert first is Catalogue(folder).record(PRODUCTS, "examplegam")


def test_a_relative_folder_is_another_after_a_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = []
    for name in ("One", "Two"):
        formulary(tmp_path / name / "ours", products__examplegam=PRODUCT.replace("Examplegam 100", f"{name} 100"))
        monkeypatch.chdir(tmp_path / name)
        names.append(Catalogue(Path("ours")).record(PRODUCTS, "example").name)
    assert ["One 100 g/L", "Two 100 g/L"] == names


@pytest.mark.parametrize(
    ("kind", "said", "near"),
    [
        ("products", "Octagam 20%", "no product 'Octagam 20%' on file; did you mean octagam-10 or octagam-5?"),
        ("products", "privigan", "did you mean privigen?"),
        ("products", "privigen\u202e", "no product 'privigen\\u202e' on file; did you mean privigen?"),
        ("products", "octagam-\uff11\uff10", "did you mean octagam-"),
        ("products", "privigen\n", "no product 'privigen\\n' on file; did you mean privigen?"),
        ("products", "privigen" + " " * 100 + "x", "no product 'privigen"),
        ("regimens", "guillian-barre", "did you mean gbs?"),
        ("regimens", "", "no regimen '' on file. See: ivigcalc catalogue list regimens"),
        ("regimens", "dermatomyositits", "did you mean dermatomyositis"),
        pytest.param("products", "x" * 10_000, "on file. See: ivigcalc catalogue list products", id="long"),
        ("products", "../sources/house", "on file. See: ivigcalc catalogue list products"),
        ("products", "a\x1b[31mb\n", "no product 'a\\x1b[31mb\\n' on file"),
    ],
)
def test_a_name_that_is_not_on_file_suggests_the_nearest(kind: str, said: str, near: str) -> None:
    with pytest.raises(Unreadable) as why:
        SHIPPED.record(KINDS[kind], said)
    assert near in str(why.value)
    assert len(str(why.value)) < 250


@pytest.mark.parametrize("said", ["DM", "dm", "Dermatomyositis"])
def test_an_alias_and_capitals_find_the_record(said: str) -> None:
    assert "dermatomyositis" == SHIPPED.record(REGIMENS, said).id
    assert ("regimens", "dermatomyositis") == (SHIPPED.anywhere(said)[0].folder, SHIPPED.anywhere(said)[1].id)
