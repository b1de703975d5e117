"""What a device calls itself (the ``User-Agent`` of RFC 9110, 10.1.5), in words: which browser, on which system.

Anybody can write anything there: it helps people to know their own devices again, and nothing is decided by it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from sekisho.vocabulary.text import Text

BROWSERS: Mapping[str, str] = {
    "Edge": r"\bEdg(?:e|A|iOS)?/(\d+)",
    "Opera": r"\bOPR/(\d+)",
    "Samsung Internet": r"\bSamsungBrowser/(\d+)",
    "Firefox": r"\b(?:Firefox|FxiOS)/(\d+)",
    "Chrome": r"\b(?:HeadlessChrome|Chrome|CriOS)/(\d+)",
    "Safari": r"\bVersion/(\d+)\S* (?:Mobile/\S+ )?Safari/",
}
"""By which part of it a browser is known, the first that is found: most of them name others beside themselves."""
SYSTEMS: Mapping[str, str] = {
    "iPhone": r"\biPhone\b",
    "iPad": r"\biPad\b",
    "Android": r"\bAndroid\b",
    "ChromeOS": r"\bCrOS\b",
    "Windows": r"\bWindows\b",
    "macOS": r"\bMac(?:intosh| OS X)\b",
    "Linux": r"\bLinux\b",
}
UNNAMED = Text("利用環境が不明の端末", "a device that did not say what it is")
SHOWN = 80
"""Characters shown of what is not understood."""


def called(agent: str) -> Text:
    """Return what a device calls itself, in words; what is not understood as it stands, in quotation marks."""
    browser, system = _browser(agent), next((name for name in SYSTEMS if re.search(SYSTEMS[name], agent)), "")
    if browser:
        return Text(f"{system}の{browser}", f"{browser} on {system}") if system else Text(browser, browser)
    if system:
        return Text(f"{system}の不明なブラウザー", f"an unknown browser on {system}")
    words = " ".join(agent.split())[:SHOWN]
    return Text(f"「{words}」", f"“{words}”") if words else UNNAMED


def _browser(agent: str) -> str:
    for name, pattern in BROWSERS.items():
        if found := re.search(pattern, agent, re.ASCII):
            return f"{name} {found[1][:4]}"
    return ""
