"""Send requests from several threads, each with a connection of its own, and write down every answer.

Where orders go to a lane they have the threads for themselves, and a few others send what the lane does not take.
"""

import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from tenant_apps.integrations.replay.client import Client, Target
from tenant_apps.integrations.replay.journal import Entry, Journal
from tenant_apps.integrations.replay.plan import Request
from tenant_apps.integrations.replay.progress import Progress

# Threads for what a lane does not take.
OTHERS = 4


@dataclass
class Sent:
    """What one run of the sender did: seconds per answered call, and how often it had to repeat.

    `orders_s` is when the last order was answered.
    """

    count: int = 0
    repeats: int = 0
    elapsed_s: float = 0.0
    orders: int = 0
    orders_s: float = 0.0
    seconds: list[float] = field(default_factory=list)
    failure: BaseException | None = None

    def percentile_ms(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000, 1) if ordered else 0.0


def send(requests: Sequence[Request], target: Target, journal: Journal, threads: int, progress: Progress) -> Sent:
    """Send what the journal does not know yet, in order, `threads` at a time; raises what stopped a thread."""
    todo: queue.SimpleQueue[Request] = queue.SimpleQueue()
    others: queue.SimpleQueue[Request] = queue.SimpleQueue()
    known = 0
    for request in requests:
        if request.key in journal.entries:
            known += 1
        elif target.lane_url and request.kind != "order":
            others.put(request)
        else:
            todo.put(request)
    sent = Sent()
    lock = threading.Lock()
    stop = threading.Event()
    progress.total -= known

    def work(todo: "queue.SimpleQueue[Request]") -> None:
        client = Client(target)
        try:
            while not stop.is_set():
                try:
                    request = todo.get_nowait()
                except queue.Empty:
                    return
                status, body, seconds = client.post(request.path, request.body, request.key)
                code = body.code if status >= 400 else ""
                number = body.number or body.order_number or body.return_number
                detail = f"{body.field}: {body.detail}" if body.field else body.detail
                journal.add(
                    Entry(request.key, request.kind, status, request.total_minor, code, number, detail if code else "")
                )
                with lock:
                    sent.count += 1
                    sent.seconds.append(seconds)
                    if request.kind == "order":
                        sent.orders += 1
                        sent.orders_s = time.monotonic() - progress.started
        except BaseException as error:
            sent.failure = error
            stop.set()
        finally:
            with lock:
                sent.repeats += client.repeats
            client.close()

    workers = [threading.Thread(target=work, args=(todo,), daemon=True) for _ in range(threads)]
    if target.lane_url:
        workers += [threading.Thread(target=work, args=(others,), daemon=True) for _ in range(OTHERS)]
    for worker in workers:
        worker.start()
    try:
        while any(worker.is_alive() for worker in workers):
            workers[0].join(0.1) if workers[0].is_alive() else stop.wait(0.1)
            progress.advance(sent.count)
    except KeyboardInterrupt:
        stop.set()
        raise
    finally:
        for worker in workers:
            worker.join(5)
        progress.advance(sent.count)
        progress.close()
    sent.elapsed_s = time.monotonic() - progress.started
    if sent.failure is not None:
        raise sent.failure
    return sent
