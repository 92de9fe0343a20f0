"""Tracking: targets against results. The clause around each figure is read again, matched, and judged."""
