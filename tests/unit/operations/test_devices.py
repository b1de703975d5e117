"""What a device calls itself, in words that its person knows it by."""

from __future__ import annotations

import pytest

from sekisho.operations.devices import called

MOZILLA = "Mozilla/5.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
WINDOWS, MAC = "(Windows NT 10.0; Win64; x64)", "(Macintosh; Intel Mac OS X 10_15_7)"


@pytest.mark.parametrize(
    ("agent", "ja", "en"),
    [
        (f"{MOZILLA} {WINDOWS} {WEBKIT} Chrome/131.0.0.0 Safari/537.36", "WindowsのChrome 131", "Chrome 131 on Windows"),
        (f"{MOZILLA} {WINDOWS} {WEBKIT} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.51", "WindowsのEdge 131", "Edge 131 on Windows"),
        (f"{MOZILLA} {MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15", "macOSのSafari 18", "Safari 18 on macOS"),
        (f"{MOZILLA} (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "LinuxのFirefox 133", "Firefox 133 on Linux"),
        (f"{MOZILLA} (Linux; Android 10; K) {WEBKIT} Chrome/131.0.0.0 Mobile Safari/537.36", "AndroidのChrome 131", "Chrome 131 on Android"),
        (
            f"{MOZILLA} (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1"
            " Mobile/15E148 Safari/604.1",
            "iPhoneのSafari 18",
            "Safari 18 on iPhone",
        ),
        (f"{MOZILLA} {WINDOWS} Something/1", "Windowsの不明なブラウザー", "an unknown browser on Windows"),
        ("Firefox/133.0", "Firefox 133", "Firefox 133"),
        ("Browser/1\r\nBcc: x", "「Browser/1 Bcc: x」", "“Browser/1 Bcc: x”"),
        (" ", "利用環境が不明の端末", "a device that did not say what it is"),
    ],
)  # fmt: skip
def test_browser_and_system_are_said_in_words(agent: str, ja: str, en: str) -> None:
    """What is not understood stands as it was sent, on one line."""
    told = called(agent)
    assert (told.ja, told.en) == (ja, en)
