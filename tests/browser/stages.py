"""Where a server answers, and a page of one person that is watched for trouble."""

from __future__ import annotations

from playwright.sync_api import ConsoleMessage, Page, Request


class Stage:
    """Where the server answers, and the cases that it starts with."""

    def __init__(self, base: str, cases: dict[str, str]) -> None:
        self.base, self.cases = base, cases

    def pages(self) -> dict[str, str]:
        """Every kind of page by name."""
        measure = self.cases["measure"]
        return {
            "desk": "/",
            "situation": "/situation/",
            "cases": "/cases/measure/",
            "case": f"/case/{measure}/",
            "gate": f"/case/{measure}/step/measure.start/",
            "form": f"/case/{measure}/step/measure.locate/",
            "why": f"/case/{measure}/why/measure.start/",
            "way": f"/case/{measure}/why/measure.start/?way=1",
            "deviation": f"/case/{measure}/deviation/",
            "open": "/cases/measure/new/measure.open/",
            "information": "/information/",
            "give": "/information/give/",
            "receipt": f"/information/batch/{self.cases['batch']}/",
            "objects": "/information/objects/",
            "candidates": "/candidates/",
            "candidate": f"/candidates/{self.cases['candidate']}/",
            "links": f"/candidates/{self.cases['candidate']}/links/",
            "resolution": f"/candidates/{self.cases['candidate']}/resolution/?points=6000",
            "standing": "/candidates/standing/",
            "epochs": "/candidates/epochs/",
            "epoch": "/candidates/epochs/1/",
            "rules": "/rules/",
            "options": "/rules/options/",
            "clause": "/rules/clause/G2.1a/",
            "compare": "/rules/compare/?step=measure.start",
            "try": "/rules/try/?start=new:measure&step=measure.start&way=1",
            "rule": "/rules/rule/CONSULT-FIRST/",
            "step-rules": "/rules/step/measure.start/",
            "try-case": f"/case/{measure}/try/?step=measure.start&way=1",
            "record": "/record/",
            "absent": "/case/case-absent/",
        }


class Watched:
    """A page of one person, and what it did that it should not."""

    def __init__(self, page: Page, stage: Stage) -> None:
        self.page, self.stage = page, stage
        self.trouble: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.trouble.append(f"error: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers "not found" or "not complete" is reported by the browser like a failure; it is none.
        answered = "the server responded with a status of 4" in message.text
        if message.type in ("error", "warning") and not answered:
            self.trouble.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.stage.base):
            self.trouble.append(f"outside: {request.url}")

    def go(self, path: str) -> Page:
        """Go to a page and wait until it stands: loaded, its scripts run, its fonts there."""
        self.page.goto(self.stage.base + path)
        self.page.evaluate("document.fonts.ready.then(() => true)")
        return self.page
