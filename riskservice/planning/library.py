"""
The action library and the plan policy, read, checked against each other and fingerprinted.

A force can replace either file; :func:`decode_library` reports every fault of the pair at once.
"""

from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from riskservice.errors import BrokenPlugin
from riskservice.kit.tables import digest_of
from riskservice.planning.cited import Entry
from riskservice.planning.entries import Policy
from riskservice.planning.library_faults import library_faults, reading_faults
from riskservice.planning.plan import LibraryStamp, Origin
from riskservice.planning.proposal_entries import ActionFile, Proposal

PACKAGE = "models"
VERSION = "2026.1"


class Library(Struct, frozen=True, kw_only=True):
    """A checked pair of files with their fingerprints."""

    proposals: ActionFile
    policy: Policy
    stamp: LibraryStamp

    def agency_of(self, entry: Proposal) -> str:
        """Return the agency an entry names, or its role's."""
        return entry.agency or self.policy.roles[entry.owner_role].agency

    def origin_of(self, entry: Proposal) -> Origin:
        """Return where an entry comes from, with its full citation."""
        cites = {source.id: source.cite for source in self.proposals.sources}
        return Origin(
            library_key=entry.key,
            library_version=self.proposals.version,
            cite=cites[entry.cite],
            confidence=entry.confidence,
        )

    def cite(self, entry: Entry) -> str:
        """Return the full citation of a block of the policy file."""
        return next(source.cite for source in self.policy.sources if source.id == entry.cite)


def decode_library(actions: bytes, plans: bytes) -> Library:
    """
    Return the library two TOML files hold, checked against each other.

    Parameters
    ----------
    actions, plans : bytes
        The bytes of ``actions/<version>.toml`` and ``plans/<version>.toml``.

    Raises
    ------
    BrokenPlugin
        With every fault of both files: wrong types, missing citations, duplicate keys, names that
        lead nowhere, ratings without an action, and more risk that would mean fewer actions.
    """
    if faults := [
        *reading_faults(actions, ActionFile, "actions"),
        *reading_faults(plans, Policy, "plans"),
    ]:
        raise BrokenPlugin(*faults)
    proposals = msgspec.toml.decode(actions, type=ActionFile)
    policy = msgspec.toml.decode(plans, type=Policy)
    if faults := list(library_faults(proposals, policy)):
        raise BrokenPlugin(*faults)
    stamp = LibraryStamp(
        actions_version=proposals.version,
        actions_status=proposals.status,
        actions_digest=digest_of(actions),
        plans_version=policy.version,
        plans_status=policy.status,
        plans_digest=digest_of(plans),
    )
    return Library(proposals=proposals, policy=policy, stamp=stamp)


@cache
def load_library(package: str = PACKAGE, version: str = VERSION) -> Library:
    """
    Return a released library by package and version, read once.

    Raises
    ------
    BrokenPlugin
        When the files are not sound; see :func:`decode_library`.
    """
    folder = files(package)
    name = f"{version}.toml"
    return decode_library(
        (folder / "actions" / name).read_bytes(), (folder / "plans" / name).read_bytes()
    )
