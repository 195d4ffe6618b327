"""The artefact is tested where there is one."""

from __future__ import annotations

import os

collect_ignore = [] if os.environ.get("LAMBDA_ARTEFACTS") else ["test_artefact.py"]
