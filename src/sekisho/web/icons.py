"""Pictures for states: each has a shape of its own, so that colour is never alone. Drawn on a 24 × 24 field."""

from __future__ import annotations

PATHS = {
    "done": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm-1.6 14.6-4.3-4.3 1.5-1.5 2.8 2.8 6-6 1.5 1.5-7.5 7.5Z",
    "open": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm0 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16Zm-1 3.5 5 4.5-5 4.5v-9Z",
    "blocked": "M12 2a5 5 0 0 0-5 5v3H5v12h14V10h-2V7a5 5 0 0 0-5-5Zm-3 8V7a3 3 0 1 1 6 0v3H9Z",
    "unclear": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm1 16h-2v-2h2v2Zm1.9-7.2c-.9 1-1.9 1.5-1.9 3.2h-2c0-2.5"
    " 1.3-3.3 2.3-4.3.6-.6.7-1 .7-1.5A2 2 0 0 0 10 8.5H8a4 4 0 0 1 8 0c0 1-.5 1.7-1.1 2.3Z",
    "rest": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm0 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16Zm-4 7h8v2H8v-2Z",
    "lifted": "M12 2 2 20h20L12 2Zm0 4.5L18.6 18H5.4L12 6.5ZM11 10h2v4h-2v-4Zm0 5h2v2h-2v-2Z",
    "clock": "M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm0 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16Zm-1 3v6l4.5 2.7 1-1.6-3.5-2.1V7h-2Z",
    "alert": "M12 2 1 21h22L12 2Zm-1 7h2v6h-2V9Zm0 8h2v2h-2v-2Z",
    "person": "M12 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10Zm0 12c5 0 9 2.5 9 6v2H3v-2c0-3.5 4-6 9-6Z",
    "gate-open": "M1 4h22v3H1V4Zm2 4h3v14H3V8Zm15 0h3v14h-3V8ZM7 9l2.500 1.500v10L7 22V9Zm10 0-2.500 1.500v10L17 22V9Z",
    "gate-closed": "M1 4h22v3H1V4Zm2 4h3v14H3V8Zm15 0h3v14h-3V8ZM7 9h4.500v13H7V9Zm5.500 0H17v13h-4.500V9Z"
    "m-3 5h5v2h-5v-2Z",
    "brand": "M1 3.500h22V7H1V3.500Zm2.500 4.500H7v13.500H3.500V8ZM17 8h3.500v13.500H17V8ZM8 9.500h8V12H8V9.500Z",
}
