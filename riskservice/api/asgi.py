"""The application for any ASGI server: ``riskservice.api.asgi:app``, set by the environment."""

from riskservice import logs
from riskservice.api.app import create_app
from riskservice.settings import from_environment

settings = from_environment()
logs.configure(settings.log_level)
app = create_app(settings=settings)
