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


class InvalidMessage(PipelineError):
    """The message can't be read: {reason}."""


class AuthenticationFailed(PipelineError):
    """The access token was refused: {reason}."""


class IssuerUnavailable(PipelineError):
    """The signing keys can't be fetched from {url}: {reason}."""


class DatabaseUnavailable(PipelineError):
    """The database can't be reached at {place} (tried {attempts} times): {reason}."""


class CommitInterrupted(PipelineError):
    """The connection to {place} broke during a commit, so its outcome is unknown: {reason}."""


class DatabaseRefused(PipelineError):
    """The database at {place} refused a statement: {reason}."""


class TemplateNotFound(PipelineError):
    """There is no template {template_id} of user {user_sub}."""


class InvalidTemplate(PipelineError):
    """Template {template_id} is not a design: {reason}."""


class ServiceDidNotStart(PipelineError):
    """{name} did not start: {reason}."""


class DemoFailed(PipelineError):
    """The demo did not come to its end: {reason}."""
