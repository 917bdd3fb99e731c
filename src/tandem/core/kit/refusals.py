"""Refusals: what the house says when it will not do a thing, with words that a person can act on."""

from __future__ import annotations

from collections.abc import Mapping


class Refused(Exception):  # noqa: N818  a refusal is an answer, not an error
    """The wish was understood and is refused; nothing has changed.

    `message` is for the person who asked, in English; a surface says `template` in the reader's language and fills in
    what is `named` (values; a refusal among them is said too). `code` is stable, for programs.
    """

    status = 409

    def __init__(self, message: str, *, code: str = "refused", named: Mapping[str, object] | None = None) -> None:
        self.template = message
        self.named: Mapping[str, object] = named or {}
        self.message = message % named if named else message
        self.code = code
        super().__init__(self.message)


class Absent(Refused):
    """There is no such thing, or none that this actor may see: the two look the same."""

    status = 404

    def __init__(self, message: str = "There is no such thing here.", *, code: str = "absent", named: Mapping[str, object] | None = None) -> None:
        super().__init__(message, code=code, named=named)


class Invalid(Refused):
    """The wish itself is malformed; `field` names the part to mend."""

    status = 422

    def __init__(self, message: str, *, field: str = "", code: str = "invalid", named: Mapping[str, object] | None = None) -> None:
        super().__init__(message, code=code, named=named)
        self.field = field


class Forbidden(Refused):
    """The actor may see the thing but not do this to it."""

    status = 403

    def __init__(self, message: str, *, code: str = "forbidden", named: Mapping[str, object] | None = None) -> None:
        super().__init__(message, code=code, named=named)


class TooMany(Refused):
    """The wish is fine but comes too often; later it will be granted: after `retry_seconds`, where that is known."""

    status = 429

    def __init__(self, message: str, *, code: str = "too_many", named: Mapping[str, object] | None = None, retry_seconds: int = 0) -> None:
        super().__init__(message, code=code, named=named)
        self.retry_seconds = retry_seconds
