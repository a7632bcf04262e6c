"""
Who may ask: bearer tokens, where the settings hold a key to check them with.

A token is a JWT with an end of validity, signed with that key, whose ``authorities`` hold
:data:`ROLE`. With a public key only signatures of key pairs count, with a secret only those of
secrets, so that neither can stand in for the other.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

from riskservice.api.problems import AnyRequest, Refused
from riskservice.errors import Fault
from riskservice.settings import PREFIX, InvalidSettings, Settings

ROLE: Final = "ROLE_ARNS_RISK_ACTUARIAL"
LEEWAY: Final = 60
"""By how much clocks may differ, as in the official service. [seconds]"""
SECRET_METHODS: Final = ("HS256",)
RSA_METHODS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
CURVES: Final = {"secp256r1": ("ES256",), "secp384r1": ("ES384",), "secp521r1": ("ES512",)}


class Access:
    """
    The check of every request that scores.

    Parameters
    ----------
    settings : Settings

    Raises
    ------
    InvalidSettings
        When the public key cannot be read.
    """

    def __init__(self, settings: Settings) -> None:
        self._key: Any = settings.jwt_secret
        self._methods: Sequence[str] = SECRET_METHODS
        if settings.jwt_public_key is not None:
            self._key, self._methods = _public_key(settings.jwt_public_key)
        if self._key is not None:
            import jwt  # noqa: PLC0415  only where tokens are checked

            self._jwt = jwt

    @property
    def open(self) -> bool:
        """Whether nobody is asked who they are."""
        return self._key is None

    def check(self, request: AnyRequest) -> None:
        """
        Let a request pass.

        Raises
        ------
        Refused
            401 without a valid token, 403 when the token does not hold the role.
        """
        if self._key is None:
            return
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        claims = self._claims(token.strip()) if scheme.lower() == "bearer" else None
        if claims is None:
            raise Refused(
                HTTPStatus.UNAUTHORIZED, "Send a valid token as Authorization: Bearer <token>."
            )
        authorities = claims.get("authorities")
        if not isinstance(authorities, list) or ROLE not in authorities:
            raise Refused(HTTPStatus.FORBIDDEN, f"The token does not hold the role {ROLE}.")

    def _claims(self, token: str) -> dict[str, Any] | None:
        """Return what a valid token says, None of any other."""
        try:
            claims: dict[str, Any] = self._jwt.decode(
                token,
                self._key,
                algorithms=self._methods,
                leeway=LEEWAY,
                options={"require": ["exp"], "verify_aud": False},
            )
        except self._jwt.InvalidTokenError:
            return None
        return claims


def _public_key(pem: str) -> tuple[Any, Sequence[str]]:
    """Return a public key and the methods that go with a key of its kind."""
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415  as above
    from cryptography.hazmat.primitives.asymmetric import ec, rsa  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if isinstance(key, rsa.RSAPublicKey):
        return key, RSA_METHODS
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES:
        return key, CURVES[key.curve.name]
    raise InvalidSettings(
        Fault(
            pointer=f"{PREFIX}JWT_PUBLIC_KEY",
            message="is no public key that tokens can be checked with",
            way_out=f"Give an RSA key, or one on a curve of: {', '.join(CURVES)}; whole, as PEM.",
        )
    )
