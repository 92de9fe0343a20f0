"""The errors of policygraph: one base, subclasses named for situations."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Self


class PolicyGraphError(Exception):
    """The base of every error that policygraph raises on purpose.

    A message says what happened, where, with which value, and what to do about it. `reason` ("" for many) and `details`
    let a program say the same in other languages.
    """

    reason: str = ""
    details: Mapping[str, object] = MappingProxyType({})

    def because(self, reason: str, **details: object) -> Self:
        """This error, with its reason and the values of its message.

        >>> PolicyGraphError("'x' is no day").because("no_day", text="x").details
        {'text': 'x'}
        """
        self.reason, self.details = reason, details
        return self


class VocabularyError(PolicyGraphError):
    """A table of the vocabulary or a word list has a bad line; the message names file and line."""


class ListError(VocabularyError):
    """A word list of the user's has a bad line, is missing, or is of a kind that does not exist.

    `reason` names what is wrong and `details` the values of the message, so that it can be said in other languages.
    """

    def __init__(self, message: str, reason: str, **details: object) -> None:
        super().__init__(message)
        self.reason = reason
        self.details = details


class SourceError(PolicyGraphError):
    """A source cannot be read as an article; the message names the source and the way out."""


class NoArticleError(SourceError):
    """What lies beside articles and is none (a picture, a program, a licence): passed over, not failed."""


class ShardError(PolicyGraphError):
    """A folder of shards cannot be read or written; the message names it and the way out."""


class RecordError(PolicyGraphError):
    """A record does not have the form that the guide defines."""


class WorkspaceError(PolicyGraphError):
    """A workspace cannot be used: missing, damaged, or of another format."""


class WorkspaceLockedError(WorkspaceError):
    """Another process is writing to the workspace."""


class QueryError(PolicyGraphError):
    """A SPARQL query is not valid or cannot be answered.

    `reason` (``"syntax"``, ``"update"``, ``"service"`` or "") and `details` (``line``, ``column``, ``word``) let it be
    said in other languages.
    """

    def __init__(self, message: str, reason: str = "", **details: object) -> None:
        super().__init__(message)
        self.reason = reason
        self.details = details


class UnknownNameError(PolicyGraphError):
    """No entity has the given name; `nearest` holds up to three names that come close."""

    def __init__(self, message: str, nearest: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.nearest = nearest


class ExportError(PolicyGraphError):
    """An export cannot be written."""


class ModelError(PolicyGraphError):
    """A model file is missing, damaged or of another version."""


class CurationError(PolicyGraphError):
    """A decision makes no sense in this workspace; `reason` and `details` let the program say so in any language."""

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(f"{reason}: {', '.join(f'{name} {value!r}' for name, value in details.items())}")
        self.reason = reason
        self.details = details


class CurationFileWarning(UserWarning):
    """The log of decisions cannot be read: what is asked is answered by the decisions that were applied before.

    `error` is the `CurationFileError`.
    """

    def __init__(self, error: CurationFileError) -> None:
        super().__init__(str(error))
        self.error = error


class UpgradeWarning(UserWarning):
    """A workspace of an earlier version is brought up to this one, which takes a while and happens once.

    `articles` is how many are gone through.
    """

    def __init__(self, path: str, articles: int) -> None:
        super().__init__(
            f"workspace {path!r} was made by an earlier version and is brought up to date once: {articles} articles"
        )
        self.articles = articles


class CurationFileError(WorkspaceError):
    """The log of decisions cannot be read or written; `reason` and `details` say where."""

    def __init__(self, reason: str, **details: object) -> None:
        super().__init__(f"{reason}: {', '.join(f'{name} {value!r}' for name, value in details.items())}")
        self.reason = reason
        self.details = details
