"""The clock on the wall: what it shows so many minutes after a pump start, also in a night in which it is changed.

A time zone comes in as a value; nothing here looks at a clock or at the zone of the machine.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from ivigcalc.core.named_tuple import NamedTuple
from ivigcalc.core.quantities import ONE, Minutes, up


class WallClock(NamedTuple):
    """A pump is started when the clock shows ``at``. ``day`` is set where the clock is changed before the end."""

    at: time
    zone: tzinfo | None = None  # None: the clock is never changed
    day: date | None = None

    def on(self, day: date, minutes: Minutes) -> "WallClock":
        """The same clock for an infusion that is begun on *day* and lasts *minutes*."""
        return self._replace(day=day if self.changes(day, minutes) else None)

    def changes(self, day: date, minutes: Minutes) -> bool:
        """Whether the clock is put forward or back within *minutes* of the start on *day*."""
        if self.zone is None:
            return False
        return self._begun(day).utcoffset() != self._later(day, minutes).utcoffset()

    def skips_the_start(self, day: date) -> bool:
        """Whether the clock never shows the time of the start on *day*, since it is put forward over it."""
        return self.zone is not None and self._later(day, Minutes(ONE * 0)).time() != self.at

    def repeats_the_start(self, day: date) -> bool:
        """Whether the clock shows the time of the start twice on *day*, since it is put back."""
        begun = self._begun(day)
        return not self.skips_the_start(day) and begun.utcoffset() != begun.replace(fold=1).utcoffset()

    def shows(self, day: date, minutes: Minutes) -> datetime:
        """What the clock shows *minutes* after the start on *day*, rounded up to the whole minute."""
        return self._later(day, minutes).replace(tzinfo=None, fold=0)

    def after(self, minutes: Minutes) -> tuple[time, int]:
        """The time of day *minutes* after the start, rounded up to the whole minute, and how many days later it is."""
        if self.day is not None:
            shown = self.shows(self.day, minutes)
            return shown.time(), (shown.date() - self.day).days
        later, minute = divmod(self.at.hour * 60 + self.at.minute + int(up(minutes, ONE)), 24 * 60)
        return time(minute // 60, minute % 60), later

    def named(self, day: date, minutes: Minutes) -> str:
        """``2026-10-25 02:48 CET``, of a clock in a zone."""
        shown = self._later(day, minutes)
        return f"{shown.date()} {shown.time().isoformat('minutes')} {shown.tzname()}"

    def begun(self, day: date) -> datetime:
        """The moment of the start on *day*: of a time that the clock shows twice the first."""
        return self._begun(day).astimezone(UTC) if self.zone is not None else self._begun(day)

    def _begun(self, day: date) -> datetime:
        return datetime.combine(day, self.at, self.zone)

    def _later(self, day: date, minutes: Minutes) -> datetime:
        later = self.begun(day) + timedelta(minutes=int(up(minutes, ONE)))
        return later.astimezone(self.zone) if self.zone is not None else later


def begins_and_ends(at: time, minutes: Minutes) -> tuple[str, str, int]:
    """When an infusion of so many *minutes* begins, *at* a time of day, and ends, and how many days later that is."""
    ends, later = WallClock(at).after(minutes)
    return at.isoformat("minutes"), ends.isoformat("minutes"), later
