"""``python -m sekisho``."""

import sys

from .cli import main

sys.exit(main())
