"""`python -m tests.foundation.backup.house`: a company in the middle of its loop, in the installation at hand."""

from heedful.interfaces.cli import house

if __name__ == "__main__":
    house.start()
    house.migrate()
    from tests.factories.loop import loop

    loop()
