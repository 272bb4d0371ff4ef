"""``python -m lessonbook``: the same as ``jupyter lessonbook``."""

import sys

from lessonbook.command import main

if __name__ == "__main__":
    sys.exit(main())
