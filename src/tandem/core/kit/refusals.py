"""Refusals: what the house says when it will not do a thing, with words that a person can act on."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818  a refusal is an answer, not an error
    """The wish was understood and is refused; nothing has changed.

    `message` is for the person who asked; `code` is stable, for programs.
    """

    status = 409

    def __init__(self, message: str, *, code: str = "refused") -> None:
        super().__init__(message)
        self.message = message
        self.code = code


class Absent(Refused):
    """There is no such thing, or none that this actor may see: the two look the same."""

    status = 404

    def __init__(self, message: str = "There is no such thing here.", *, code: str = "absent") -> None:
        super().__init__(message, code=code)


class Invalid(Refused):
    """The wish itself is malformed; `field` names the part to mend."""

    status = 422

    def __init__(self, message: str, *, field: str = "", code: str = "invalid") -> None:
        super().__init__(message, code=code)
        self.field = field


class Forbidden(Refused):
    """The actor may see the thing but not do this to it."""

    status = 403

    def __init__(self, message: str, *, code: str = "forbidden") -> None:
        super().__init__(message, code=code)


class TooMany(Refused):
    """The wish is fine but comes too often; later it will be granted."""

    status = 429

    def __init__(self, message: str, *, code: str = "too_many") -> None:
        super().__init__(message, code=code)
