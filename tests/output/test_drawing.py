"""The step chart as points: where the line runs, and which words stand beside it."""

from decimal import Decimal

from ivigcalc.output.drawing import Drawing, Rise, drawing


def rise(start: int, end: int, level: int) -> Rise:
    return Rise(Decimal(start), Decimal(end), Decimal(level), str(level), str(start))


def draw(*rises: Rise, ends: str = "end") -> Drawing:
    """Drawn 100 wide and 50 high between the margins: 6 at the sides, 14 above, 16 below."""
    return drawing("name", "title", "words", rises, ends, width=112, height=80)


def places(made: Drawing) -> dict[str, tuple[Decimal, Decimal, str]]:
    return {mark.text: (mark.x, mark.y, mark.anchor) for mark in made.marks}


def test_the_line_runs_from_corner_to_corner_and_the_area_stands_on_the_ground():
    made = draw(rise(0, 25, 10), rise(25, 100, 20))
    assert "6,39 31,39 31,14 106,14" == made.line  # half the height, then all of it
    assert 64 == made.ground
    assert f"6,64 {made.line} 106,64" == made.area


def test_times_are_counted_from_the_first():
    assert draw(rise(0, 50, 1), rise(50, 100, 2)).line == draw(rise(30, 80, 1), rise(80, 130, 2)).line


def test_words_stand_where_no_line_runs_through_them():
    rising = places(draw(rise(0, 50, 10), rise(50, 100, 20)))
    assert (Decimal(9), Decimal(36), "start") == rising["10"]
    assert (Decimal(103), Decimal(11), "end") == rising["20"]
    falling = places(draw(rise(0, 50, 20), rise(50, 100, 10)))
    assert (Decimal(59), Decimal(36), "start") == falling["10"]


def test_the_foot_names_each_start_and_the_end():
    foot = places(draw(rise(0, 40, 10), rise(40, 100, 20)))
    assert (Decimal(6), Decimal(76), "start") == foot["0"]
    assert (Decimal(46), Decimal(76), "middle") == foot["40"]
    assert (Decimal(106), Decimal(76), "end") == foot["end"]


def test_words_that_would_run_into_others_are_left_out():
    made = places(draw(rise(0, 1, 100), rise(1, 2, 99), rise(2, 100, 98)))
    assert {"100", "0", "end"} == set(made)
