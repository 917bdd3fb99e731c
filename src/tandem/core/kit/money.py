"""Money in minor units by currency: whole numbers only, rounded half up, once."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# ISO 4217 exponents that are not two
_EXPONENTS = {
    "BHD": 3, "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KMF": 0,
    "KRW": 0, "KWD": 3, "LYD": 3, "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "UYI": 0, "VND": 0,
    "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip


def exponent_of(currency: str) -> int:
    """Decimal places of a currency by ISO 4217.

    >>> exponent_of("JPY"), exponent_of("EUR"), exponent_of("KWD")
    (0, 2, 3)
    """
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (cents) of one currency; currencies never mix."""

    currency: str
    minor: int

    def __post_init__(self) -> None:
        if len(self.currency) != 3 or not self.currency.isalpha() or not self.currency.isupper():
            raise ValueError(f"a currency is three capital letters, got {self.currency!r}")
        if isinstance(self.minor, bool) or not isinstance(self.minor, int):
            raise TypeError(f"minor units are a whole number, got {self.minor!r}")

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> "Money":
        """Money from a decimal amount, rounded half up to the currency's minor unit.

        >>> Money.of("1.005", "EUR")
        Money(currency='EUR', minor=101)
        """
        scaled = Decimal(amount).scaleb(exponent_of(currency))
        return cls(currency, int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)))

    @property
    def amount(self) -> Decimal:
        """The decimal amount in major units."""
        return Decimal(self.minor).scaleb(-exponent_of(self.currency))

    def __add__(self, other: "Money") -> "Money":
        self._check_same(other)
        return Money(self.currency, self.minor + other.minor)

    def __sub__(self, other: "Money") -> "Money":
        self._check_same(other)
        return Money(self.currency, self.minor - other.minor)

    def __neg__(self) -> "Money":
        return Money(self.currency, -self.minor)

    def times(self, factor: Decimal | int) -> "Money":
        """The amount times an exact factor, rounded half up once.

        >>> Money("EUR", 5).times(Decimal("0.5"))
        Money(currency='EUR', minor=3)
        """
        product = Decimal(self.minor) * Decimal(factor)
        return Money(self.currency, int(product.quantize(Decimal(1), rounding=ROUND_HALF_UP)))

    def shared(self, parts: int) -> tuple["Money", ...]:
        """Split into parts that sum to the whole: the first ones carry the odd cents.

        >>> [part.minor for part in Money("EUR", 100).shared(3)]
        [34, 33, 33]
        """
        if parts < 1:
            raise ValueError(f"money is shared among at least one, got {parts}")
        each, rest = divmod(self.minor, parts)
        return tuple(Money(self.currency, each + (1 if place < rest else 0)) for place in range(parts))

    def _check_same(self, other: "Money") -> None:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} never mix; convert first, on record")
