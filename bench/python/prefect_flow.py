"""A flow of tasks that do nothing but add one, by Prefect and the server that PREFECT_API_URL names.

    python prefect_flow.py TASKS AT_ONCE

With AT_ONCE of 1 the flow calls one task after the other, else threads do. Prints {"flow_run_id": ..., "seconds": ...}: the time from
calling the flow to its return. ../trivial_flow.ts is the same flow by taxi.
"""

import json
import sys
import time

from prefect import flow, task
from prefect.context import get_run_context
from prefect.task_runners import ThreadPoolTaskRunner


@task
def add_one(number: int) -> int:
    return number + 1


def trivial(tasks: int, at_once: int) -> tuple[str, int]:
    if at_once == 1:
        numbers = [add_one(number) for number in range(tasks)]
    else:
        numbers = [future.result() for future in [add_one.submit(number) for number in range(tasks)]]
    return str(get_run_context().flow_run.id), sum(numbers)


def main(tasks: int, at_once: int) -> None:
    run = flow(trivial, task_runner=ThreadPoolTaskRunner(max_workers=at_once))
    begin = time.perf_counter()
    flow_run_id, total = run(tasks, at_once)
    seconds = time.perf_counter() - begin
    if total != tasks * (tasks + 1) // 2:
        raise SystemExit(f"The flow gave {total}, expected {tasks * (tasks + 1) // 2}")
    print(json.dumps({"flow_run_id": flow_run_id, "seconds": seconds}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
