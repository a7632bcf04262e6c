"""The HTTP door: one controller per noun, thin handlers, every error as a problem document."""

from riskservice.api.app import create_app

__all__ = ["create_app"]
