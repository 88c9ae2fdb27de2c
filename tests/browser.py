"""Debian's chromium, run headless and without a word to the network, for tests of pages that are printed."""

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium")
PDFTOTEXT = shutil.which("pdftotext")
PDFTOPPM = shutil.which("pdftoppm")

_QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
)
_ANSWER = "answer-of-the-probe"


class Browser:
    """A browser with a profile of its own in *folder*."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _run(self, page: str, *options: str) -> subprocess.CompletedProcess[str]:
        file = self.folder / "page.html"
        file.write_text(page, encoding="utf-8")
        profile = f"--user-data-dir={self.folder / 'profile'}"
        command = [str(CHROMIUM), *_QUIET, profile, *options, file.as_uri()]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)

    def pages(self, page: str) -> list[str]:
        """The text of each page that *page* prints, white space made one."""
        found = subprocess.run([str(PDFTOTEXT), str(self.pdf(page)), "-"], capture_output=True, text=True, check=True)
        return [" ".join(text.split()) for text in found.stdout.split("\f")[:-1]]

    def pdf(self, page: str) -> Path:
        """*page* as it is printed."""
        pdf = self.folder / "page.pdf"
        self._run(page, "--no-pdf-header-footer", f"--print-to-pdf={pdf}")
        return pdf

    def console(self, page: str) -> list[str]:
        """What *page* makes the console say: errors, and requests that its policy forbids."""
        said = self._run(page, "--enable-logging=stderr", "--dump-dom").stderr
        return [line for line in said.splitlines() if ":CONSOLE" in line]

    def asked(self, page: str, script: str, width: int) -> Any:
        """What *script*, an expression with a promise of plain data, finds in *page* as it is laid out for print.

        A copy is asked, without the policy that forbids every script, *width* CSS pixels wide.
        """
        copy = re.sub("<meta http-equiv[^>]*>", "", page).replace("@media screen", "@media speech")
        assert copy.count("<meta http-equiv") == 0
        probe = (
            f"<script>(async () => {{ const found = await ({script});"
            f" const answer = document.createElement('pre'); answer.id = '{_ANSWER}';"
            " answer.textContent = JSON.stringify(found); document.body.append(answer); })()</script>"
        )
        dom = self._run(
            copy.replace("</body>", f"{probe}</body>"),
            "--dump-dom",
            f"--window-size={width},1100",
            "--virtual-time-budget=20000",
        ).stdout
        answer = re.search(f'<pre id="{_ANSWER}">(.*?)</pre>', dom, re.DOTALL)
        assert answer is not None, "the probe has not answered"
        return json.loads(html.unescape(answer[1]))
