"""What can go wrong with a message, each error said in one sentence.

The class docstring is the message; ``{...}`` are the arguments that the error is raised with.
What becomes of the message is the handler's decision: see ``handler``.
"""

from __future__ import annotations

import inspect


class PipelineError(Exception):
    """Something in the pipeline failed."""

    def __init__(self, **details: object) -> None:
        super().__init__(inspect.cleandoc(type(self).__doc__ or "").format(**details))


class ConfigurationError(PipelineError):
    """The environment is not complete: {problems}."""


class SecretUnavailable(PipelineError):
    """Secret {name} can't be read: {reason}."""


class InvalidMessage(PipelineError):
    """The message can't be read: {reason}."""


class AuthenticationFailed(PipelineError):
    """The access token was refused: {reason}."""


class Unavailable(PipelineError):
    """Something outside is not available just now; another try may find it."""


class IssuerUnavailable(Unavailable):
    """The signing keys can't be fetched from {url}: {reason}."""


class SigningKeyUnknown(Unavailable):
    """The token's signing key is not known yet: the last fetch was {seconds:.0f} s ago."""


class DatabaseUnavailable(Unavailable):
    """The database at {place} is not available: {reason}."""


class SchemaBehind(Unavailable):
    """The database at {place} is not ready for this version: {reason}; run pipeline migrate."""


class MigrationBlocked(PipelineError):
    """Migration {name} gets no lock on its table: {reason}."""


class QueueUnavailable(Unavailable):
    """The queue {url} is not available: {reason}."""


class StorageUnavailable(Unavailable):
    """The picture could not be stored: {reason}."""


class OutOfTime(PipelineError):
    """There are {left:.0f} s left, {seconds:.0f} s are needed."""


class LeaseHeld(PipelineError):
    """Row {feed_id} is being drawn; its lease lasts another {seconds:.0f} s."""


class LeaseLost(PipelineError):
    """Row {feed_id} was given to another worker."""


class DatabaseRefused(PipelineError):
    """The database at {place} refused it: {reason}."""


class RequestConflict(PipelineError):
    """Request {request_key} of user {user_hash} asked for another template or feed before."""


class TemplateNotFound(PipelineError):
    """There is no template {template_id} of user {user_hash}."""


class InvalidTemplate(PipelineError):
    """Template {template_id} is not a design: {reason}."""


class AddressNotFree(PipelineError):
    """Health can't be answered at {address}: {reason}."""


class ServiceDidNotStart(PipelineError):
    """{name} did not start: {reason}."""


class ExperimentFailed(PipelineError):
    """Nothing was sent: {reason}."""


class DemoFailed(PipelineError):
    """The demo did not come to its end: {reason}."""
