"""What is longer than the screen goes through the pager that the person uses, so that the first screen is the first."""

import subprocess
import sys

from ivigcalc.request.settings import Pager, terminal


def paged(text: str, pager: Pager) -> bool:
    """Show *text* with the *pager*, until the person leaves it; False where it cannot be started."""
    try:
        process = subprocess.Popen(pager.command, stdin=subprocess.PIPE, env=pager.environment)
    except OSError:
        return False
    assert process.stdin is not None
    try:
        process.stdin.write(text.encode("utf-8"))
        process.stdin.close()
    except BrokenPipeError:  # it was left before all was read
        process.stdin = None
    while process.returncode is None:
        try:
            process.wait()
        except KeyboardInterrupt:  # the pager's own key, on the way to its end
            continue
    return True


def longer_than_the_screen(text: str) -> bool:
    """Whether *text* scrolls past on the terminal that stdout is, with the line of the prompt that follows it."""
    return text.count("\n") >= terminal(sys.stdout).height
