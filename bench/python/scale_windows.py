"""Writes two large windows for `bench:report:scale`, a million rows at a time.

    python scale_windows.py OUTPUT ROWS LEVELS

OUTPUT gets reference.parquet and current.parquet of ROWS rows each: zones (265 levels), routes (LEVELS levels), miles in
hundredths, a fare and a prediction that never repeat, and the duration in whole seconds, told in minutes.
"""

import pathlib
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

CHUNK = 1_000_000


def names(kind: str, count: int) -> pa.Array:
    return pa.array([f"{kind} {number}" for number in range(count)])


def chunk(random: np.random.Generator, rows: int, levels: int, shift: float) -> pa.Table:
    zone = (265 * random.random(rows) ** 2).astype(np.int32)
    route = (levels * random.random(rows) ** 2).astype(np.int32)
    miles = np.round(random.lognormal(0.8 + shift, 0.8, rows), 2)
    minutes = np.round(60 * (3 + 3.5 * miles * random.lognormal(0, 0.3, rows))) / 60
    return pa.table({
        "zone": names("zone", 265).take(zone),
        "route": names("route", levels).take(route),
        "miles": miles,
        "fare": 3 + 2.5 * miles + random.gamma(2, 1, rows),
        "minutes": minutes,
        "prediction": 3 + 3.7 * miles + random.normal(0, 0.5, rows),
    })


def main() -> None:
    output, (rows, levels) = pathlib.Path(sys.argv[1]), map(int, sys.argv[2:])
    for seed, (name, shift) in enumerate({"reference": 0.0, "current": 0.05}.items()):
        random, writer = np.random.default_rng(seed), None
        for start in range(0, rows, CHUNK):
            table = chunk(random, min(CHUNK, rows - start), levels, shift)
            writer = writer or pq.ParquetWriter(output / f"{name}.parquet", table.schema)
            writer.write_table(table)
        writer.close()


main()
