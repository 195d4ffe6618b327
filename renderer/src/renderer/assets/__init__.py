"""Urls in, pictures and bytes out: loaded side by side, decoded when a size is known, cached."""

from renderer.assets.store import Assets

__all__ = ["Assets"]
