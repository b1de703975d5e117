#!/usr/bin/env bash
# A browser and a Japanese font for the browser tests: Debian's as root, Playwright's own elsewhere.
# Run before every browser test; where both are there it does nothing.
set -euo pipefail

is_debian_root() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
has_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=ja family)" ]; }
has_browser() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null; }

install() {
    echo "apt-get install $*"
    local quietly=(-y -qq --no-install-recommends -o Dpkg::Use-Pty=0)
    # A list from long ago names files that are gone, so a failed attempt is made again with a new list.
    DEBIAN_FRONTEND=noninteractive apt-get install "${quietly[@]}" "$@" >/dev/null 2>&1 && return
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install "${quietly[@]}" "$@" >/dev/null
}

wanted=()
if is_debian_root; then
    has_browser || wanted+=(chromium)
    has_font || wanted+=(fontconfig fonts-noto-cjk)
    [ ${#wanted[@]} = 0 ] || install "${wanted[@]}"
elif ! has_browser; then
    python -m playwright install chromium
fi

if ! has_font; then
    echo "日本語フォントがないため画面の文字が表示されないことがある / no Japanese font was found: pages may show boxes" >&2
fi
