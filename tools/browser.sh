#!/usr/bin/env bash
# A browser and a Japanese font for the browser tests: Debian's as root, Playwright's own elsewhere.
set -euo pipefail
if command -v chromium >/dev/null; then
    have=yes
elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
    have=yes
else
    playwright install chromium
    have=playwright
fi
if [ "$have" = yes ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && command -v fc-list >/dev/null && [ -z "$(fc-list :lang=ja)" ]; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends fonts-noto-cjk >/dev/null
fi
