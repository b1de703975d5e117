"""Every address of the pages. What a person may not see answers like what does not exist."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from . import failing, page
from .candidates import epochs, judging, links, lists, standing
from .candidates import resolution as resolving
from .candidates import views as candidates
from .cases import deviating, receipts, stepping, why
from .cases import views as cases
from .desk import views as desk
from .information import programs, tokens
from .information import views as information
from .record import reads
from .record import views as record
from .rules import comparing, trying
from .rules import views as rules
from .signin import identity, lesser, mine, passkeys
from .signin import views as signin
from .situation import views as situation

handler404 = page.absent
handler500 = failing.failed

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("situation/", situation.situation, name="situation"),
    path("signin/", signin.sign_in, name="sign-in"),
    path("signin/passkey/", passkeys.options, name="passkey-options"),
    path("signin/enrol/", passkeys.enrol, name="enrol"),
    path("signin/lesser/", lesser.sign_in, name="lesser"),
    path("mine/totp/", lesser.set_up, name="totp"),
    path("mine/totp/square.svg", lesser.square, name="totp-square"),
    path("signin/identity/", identity.start, name="identity"),
    path("signin/identity/back/", identity.back, name="identity-back"),
    path("signout/", signin.sign_out, name="sign-out"),
    path("mine/", mine.overview, name="mine"),
    path("mine/verify/", mine.verify, name="verify"),
    path("mine/passkey/", mine.add, name="add-passkey"),
    path("mine/passkey/change/", mine.change, name="change-passkey"),
    path("mine/session/", mine.change_session, name="change-session"),
    path("acting/", signin.act_as, name="act-as"),
    path("language/", login_not_required(set_language), name="set-language"),
    path("cases/", cases.home, name="cases-home"),
    path("cases/<slug:kind>/", cases.listing, name="cases"),
    path("cases/<slug:kind>/new/<str:step_id>/", stepping.opening, name="open"),
    path("case/<str:case_id>/", cases.case, name="case"),
    path("case/<str:case_id>/deviation/", deviating.deviation, name="deviation"),
    path("case/<str:case_id>/step/<str:step_id>/", stepping.step, name="step"),
    path("case/<str:case_id>/why/<str:step_id>/", why.why, name="why"),
    path("case/<str:case_id>/try/", trying.of_case, name="try-case"),
    path("case/<str:case_id>/entry/<int:number>/<str:name>", receipts.receipt, name="receipt"),
    path("api/intake/<str:name>", programs.give, name="api-intake"),
    path("information/", information.overview, name="information"),
    path("information/give/", information.give, name="give"),
    path("information/batch/<str:batch_id>/", information.receipts, name="batch"),
    path("information/programs/", tokens.overview, name="tokens"),
    path("information/objects/", information.objects, name="objects"),
    path("candidates/", candidates.listing, name="candidates"),
    path("candidates/standing/", standing.standing, name="standing"),
    path("candidates/epochs/", epochs.overview, name="epochs"),
    path("candidates/epochs/open/", epochs.opening, name="open-epoch"),
    path("candidates/lists/bring/", lists.bringing, name="bring-list"),
    path("candidates/lists/withdraw/", lists.withdrawing, name="withdraw-list"),
    path("candidates/epochs/<int:number>/", epochs.epoch, name="epoch"),
    path("candidates/<str:candidate_id>/", candidates.candidate, name="candidate"),
    path("candidates/<str:candidate_id>/links/", links.links, name="links"),
    path("candidates/<str:candidate_id>/resolution/", resolving.resolution, name="resolution"),
    path("candidates/<str:candidate_id>/judge/", judging.decide, name="judge"),
    path("candidates/<str:candidate_id>/undo/", judging.undo, name="undo-judgement"),
    path("rules/", rules.overview, name="rules"),
    path("rules/options/", rules.options, name="options"),
    path("rules/compare/", comparing.comparing, name="compare"),
    path("rules/try/", trying.trying, name="try"),
    path("rules/rule/<str:rule_id>/", rules.rule, name="rule"),
    path("rules/step/<str:step_id>/", rules.step, name="step-rules"),
    path("rules/clause/<path:clause_id>/", rules.clause, name="clause"),
    path("record/", record.overview, name="record"),
    path("record/reads/", reads.overview, name="reads"),
    path("record/checkpoint/", record.checkpoint, name="checkpoint"),
]
