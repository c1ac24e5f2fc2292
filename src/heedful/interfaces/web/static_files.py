"""Static files are packed once, named by their content and kept for ever by browsers."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Packed(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise is not typed
    """WhiteNoise's storage, which serves the plain files until `collectstatic` has run (tests, first start)."""

    manifest_strict = False

    def url(self, name: str | None, force: bool = False) -> str:
        """Return the packed address of `name`, or the plain one before packing."""
        if not self.hashed_files:
            return f"{self.base_url}{name}"
        return str(super().url(name, force))
