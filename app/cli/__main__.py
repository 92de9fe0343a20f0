"""``python -m policygraph.cli`` is ``policygraph``."""

import sys

from policygraph.cli.main import main

sys.exit(main())
