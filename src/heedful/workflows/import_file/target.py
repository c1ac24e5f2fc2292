"""What every kind of import shares: the touchpoint it declares, and finding whom a row names."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from heedful.domain.customers import queries as customers
from heedful.domain.feedback.rules.cells import RowRefused
from heedful.domain.feedback.rules.mapping import ImportMapping
from heedful.domain.journeys import operations as journeys
from heedful.domain.journeys import queries as journey_reads
from heedful.domain.journeys.enums import TouchpointKind
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import Actor
from heedful.foundation.errors import NotFound

Values = dict[str, Any]
HELD = "held"
"""The outcome of a good row that is not written because of a bad one."""


@dataclass
class Target:
    """Rows of one kind on their way in. `prepare` looks up and checks, `write` returns the outcome of each row."""

    mapping: ImportMapping
    by: Actor
    at: datetime
    touchpoint_id: UUID | None = None
    root_id: UUID = field(init=False)

    def __post_init__(self) -> None:
        self.root_id = organisation.root_id()
        self._contact = lru_cache(maxsize=50_000)(customers.ids_of_contact)
        self._account = lru_cache(maxsize=50_000)(customers.ids_of_account)
        self._unit = lru_cache(maxsize=10_000)(organisation.id_of_unit)

    def declare(self) -> None:
        """Add the touchpoint the mapping declares, when it is missing."""
        declared = self.mapping.touchpoint
        if declared is None:
            return
        try:
            self.touchpoint_id = journey_reads.touchpoint(declared.code).id
        except NotFound:
            kind = TouchpointKind(declared.kind)
            said = {"code": declared.code, "name": declared.name, "journey": declared.journey}
            self.touchpoint_id = journeys.add_touchpoint(**said, kind=kind, by=self.by, at=self.at).id

    def prepare(self, values: Values) -> Any:
        """Return what `write` takes; raise RowRefused."""
        raise NotImplementedError

    def refused(self, values: Values | None) -> None:
        """Note a refused row; `values` is None where it could not even be read."""

    def write(self, prepared: Sequence[Any]) -> Counter[str]:
        """Write rows and count their outcomes."""
        raise NotImplementedError

    def finish(self) -> Counter[str]:
        """Write what had to wait for the last row."""
        return Counter()

    def whom(self, values: Values) -> tuple[UUID | None, UUID | None, UUID | None]:
        """Return the ids of account, contact and serving unit that a row names; raise RowRefused for an unknown one."""
        account_id = contact_id = unit_id = None
        if reference := values.get("contact"):
            contact = self._contact(reference)
            if contact is None:
                raise RowRefused(self._column("contact"), reference[:80], "no such contact: import customers first")
            contact_id, account_id, unit_id = contact
        elif code := values.get("account"):
            account = self._account(code)
            if account is None:
                raise RowRefused(self._column("account"), code[:80], "no such account: import customers first")
            account_id, unit_id = account
        return account_id, contact_id, self.unit(values) or unit_id

    def unit(self, values: Values) -> UUID | None:
        """Return the id of the unit that a row names."""
        if "unit" not in values:
            return None
        found = self._unit(values["unit"])
        if found is None:
            raise RowRefused(self._column("unit"), values["unit"][:80], "no unit has this code")
        return found

    def _column(self, name: str) -> str:
        return self.mapping.fields[name].column or name
