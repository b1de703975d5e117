"""The tables, one file per subject."""

from .access import Access
from .cases import Case, CaseLink, Draft, Entry, PayloadKey, Refusal
from .desk import Disturbance, Duty, StepState
from .erasures import Erasure
from .information import (
    Batch,
    Candidate,
    Incident,
    IntelObject,
    Normalised,
    Observable,
    Receipt,
)
from .lesser import Attempt, OneTimePassword, ProviderSubject, RecoveryCode
from .linking import Judgement, LinkEpoch, LinkFrequency, LinkGround, LinkPair, LinkPlace, LinkPosting
from .log import Checkpoint, Leaf, LeafSecret, Position, Tile
from .log_keys import LogKey
from .passkeys import EnrolmentCode, Passkey, Unsigned
from .people import Person
from .programs import Token
from .reads import ReadPlace, ReadRecord
from .sessions import SignedIn
from .witnesses import Cosignature, WitnessContact

__all__ = [
    "Access",
    "Attempt",
    "Batch",
    "Candidate",
    "Case",
    "CaseLink",
    "Checkpoint",
    "Cosignature",
    "Disturbance",
    "Draft",
    "Duty",
    "EnrolmentCode",
    "Entry",
    "Erasure",
    "Incident",
    "IntelObject",
    "Judgement",
    "Leaf",
    "LeafSecret",
    "LinkEpoch",
    "LinkFrequency",
    "LinkGround",
    "LinkPair",
    "LinkPlace",
    "LinkPosting",
    "LogKey",
    "Normalised",
    "Observable",
    "OneTimePassword",
    "Passkey",
    "PayloadKey",
    "Person",
    "Position",
    "ProviderSubject",
    "ReadPlace",
    "ReadRecord",
    "Receipt",
    "RecoveryCode",
    "Refusal",
    "SignedIn",
    "StepState",
    "Tile",
    "Token",
    "Unsigned",
    "WitnessContact",
]
