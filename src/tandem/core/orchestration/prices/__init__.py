"""Prices: what a shift must pay to be filled, honestly bounded and explained."""

from tandem.core.orchestration.prices.acceptance import AcceptanceCurve, AcceptanceModel, Offers
from tandem.core.orchestration.prices.caps import seat_caps, shares_of_caps
from tandem.core.orchestration.prices.engine import Price, PriceRules, price_shift

__all__ = [
    "AcceptanceCurve",
    "AcceptanceModel",
    "Offers",
    "Price",
    "PriceRules",
    "price_shift",
    "seat_caps",
    "shares_of_caps",
]
