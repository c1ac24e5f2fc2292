"""The demonstration: Kilima Parcels, a made-up courier company, with a story that the tutorial tells.

A new sorting plan makes one depot deliver late. Scores fall there and nowhere else, complaints rise, some cases are
recovered well and some badly; the plan is put right, and the months are closed like a ledger.
"""

from heedful.interfaces.cli.demo.command import command

__all__ = ["command"]
