"""`python -m benchmarks [name ...]`: runs the files of this folder and prints one JSON line a figure."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all of them."""
    known = sorted(file.stem for file in FOLDER.glob("*.py") if not file.stem.startswith("_"))
    if unknown := [name for name in names if name not in known]:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    if len(names) == 1:
        for line in importlib.import_module(f"benchmarks.{names[0]}").run():
            print(json.dumps({"name": names[0], **line}), flush=True)
        return 0
    # A process each: settings and peak memory of one are not those of another.
    codes = [subprocess.call([sys.executable, "-m", "benchmarks", name]) for name in names or known]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
