"""Writes the two windows that `bench:report` compares: real green trips of TLC with a model's predictions.

    python report_windows.py OUTPUT ROWS REFERENCE,MONTH,FILES CURRENT,MONTH,FILES

OUTPUT gets reference.parquet and current.parquet of ROWS rows each: the first kept trips of the files, in their order.
The prediction is a least-squares line of distance and of the pickup hour, learnt from the reference.
"""

import pathlib
import sys

import numpy as np
import pandas as pd

COLUMNS = ["lpep_pickup_datetime", "lpep_dropoff_datetime", "PULocationID", "DOLocationID", "trip_distance"]


def trips(files: str, rows: int) -> pd.DataFrame:
    frame = pd.concat([pd.read_parquet(file, columns=COLUMNS) for file in files.split(",")])
    pickup = frame["lpep_pickup_datetime"].astype("datetime64[us]")
    duration = (frame["lpep_dropoff_datetime"].astype("datetime64[us]") - pickup).dt.total_seconds() / 60
    kept = pd.DataFrame({
        "pickup": pickup,
        "PULocationID": frame["PULocationID"].astype("int64").astype(str),
        "DOLocationID": frame["DOLocationID"].astype("int64").astype(str),
        "pickup_hour": pickup.dt.hour.astype("int64"),
        "pickup_weekday": pickup.dt.weekday.astype("int64"),
        "trip_distance": frame["trip_distance"].astype("float64"),
        "duration": duration,
    })[(duration > 0) & (duration <= 60) & (frame["trip_distance"] <= 100)]
    if len(kept) < rows:
        sys.exit(f"Cannot take {rows} rows from {files}: they hold {len(kept)} kept trips")
    return kept.head(rows).reset_index(drop=True)


def inputs(frame: pd.DataFrame) -> np.ndarray:
    hours = np.eye(24)[frame["pickup_hour"]]
    return np.column_stack([frame["trip_distance"], hours])


def main() -> None:
    output, rows, reference_files, current_files = sys.argv[1:]
    reference, current = trips(reference_files, int(rows)), trips(current_files, int(rows))
    weights, *_ = np.linalg.lstsq(inputs(reference), reference["duration"], rcond=None)
    for name, frame in {"reference": reference, "current": current}.items():
        frame["prediction"] = inputs(frame) @ weights
        frame.to_parquet(pathlib.Path(output) / f"{name}.parquet", index=False)


main()
