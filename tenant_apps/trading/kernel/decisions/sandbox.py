"""How far the time of an event is to move at a moment of a plan that spreads a move over some seconds."""

from datetime import timedelta

MICRO = timedelta(microseconds=1)


def due_move(total_us: int, within_s: int, elapsed: timedelta, moved_us: int) -> int:
    """Microseconds still to move: evenly over `within_s`, never more than `total_us` in all, never back."""
    share = min(max(elapsed // MICRO, 0), within_s * 1_000_000)
    return max(total_us * share // (within_s * 1_000_000) - moved_us, 0)
