"""The shared infrastructure that weights of an epoch have regard to: the product's, and the lists of the installation's own."""

from __future__ import annotations

from functools import lru_cache

from sekisho.linking.listing import Listing, default_listing

from . import models


def listing_of(epoch: models.LinkEpoch) -> Listing:
    """Return the listing of an epoch: of a value on several of its lists the last counts.

    It is made once a process: neither an epoch's lists nor a list ever change.
    """
    return _listing(tuple(epoch.lists)) if epoch.lists else default_listing()


@lru_cache(maxsize=4)
def _listing(lists: tuple[str, ...]) -> Listing:
    said = dict(models.Judgement.objects.filter(pk__in=lists).values_list("pk", "said"))
    own = {value: said[each]["category"] for each in lists for value in said[each]["values"]}
    return default_listing().with_values(own)
