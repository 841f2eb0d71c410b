"""What Arrow's other implementations send to POST /predict/batch of the server at argv[1], and what they make of its
answers. The model there predicts 10 minutes and 2 for each mile. Prints a line of JSON for each client."""

import io
import json
import sys

import pandas as pd
import polars as pl
import pyarrow as pa
import requests

URL = sys.argv[1] + "/predict/batch"
HEADERS = {"content-type": "application/vnd.apache.arrow.stream"}
ROWS = 100_000


def stream(table, max_chunksize=20_000, **options):
    """The bytes of a table, a record batch at a time."""
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        for batch in table.to_batches(max_chunksize):
            writer.write_batch(batch)
            yield sink.getvalue()
            sink.seek(0)
            sink.truncate()
    yield sink.getvalue()


def ask(body):
    return requests.post(URL, data=body, headers=HEADERS, stream=True, timeout=60)


def report(client, table, miles):
    """Whether the answer is what the model says of `miles`, None where they are not known."""
    minutes = table["predicted_duration"].to_pylist()
    right = sum(abs(m - 10 - 2 * (x or 0)) < 1e-9 for m, x in zip(minutes, miles))
    ids = table["request_id"].unique()
    print(json.dumps({
        "client": client,
        "rows": table.num_rows,
        "right": right,
        "ids": len(ids),
        "unseen": sum(table["unseen"].to_pylist()),
        "schema": {field.name: str(field.type) for field in table.schema},
        "metadata": {key.decode(): value.decode() for key, value in table.schema.metadata.items()},
    }))


zones = [1 + row % 264 for row in range(ROWS)]
miles = [None if row % 7 == 0 else row % 1000 / 100 for row in range(ROWS)]
seconds = [1_740_818_400 + row for row in range(ROWS)]

table = pa.table({
    "PULocationID": pa.array(zones, pa.int16()),
    "DOLocationID": pa.array(zones, pa.int64()),
    "trip_distance": pa.array(miles).cast(pa.float64()).cast(pa.decimal128(10, 2)),
    "pickup_datetime": pa.array(seconds, pa.timestamp("s")),
    "store_and_fwd_flag": pa.array(["N"] * ROWS).dictionary_encode(),
    "stops": pa.array([[1, 2]] * ROWS),
})
answer = ask(stream(table))
report("pyarrow", pa.ipc.open_stream(answer.raw).read_all(), miles)

frame = pd.DataFrame({
    "PULocationID": zones,
    "DOLocationID": zones,
    "trip_distance": miles,
    "pickup_datetime": pd.to_datetime(seconds, unit="s", utc=True).tz_convert("America/New_York"),
    "payment": pd.Categorical(["card"] * ROWS),
})
answer = ask(stream(pa.Table.from_pandas(frame)))
report("pandas", pa.ipc.open_stream(answer.raw).read_all(), miles)

polars = pl.DataFrame({
    "PULocationID": pl.Series(zones, dtype=pl.UInt16),
    "DOLocationID": pl.Series(zones, dtype=pl.Int32),
    "trip_distance": pl.Series(miles, dtype=pl.Float32),
    "pickup_datetime": ["2025-03-01T08:30:00"] * ROWS,
    "vendor": pl.Series(["a"] * ROWS, dtype=pl.Categorical),
    "note": ["a text that is longer than twelve bytes"] * ROWS,
})
sink = io.BytesIO()
polars.write_ipc_stream(sink)
answer = ask(sink.getvalue())
float32 = polars["trip_distance"].to_list()
report("polars", pa.ipc.open_stream(answer.raw).read_all(), float32)
back = pl.read_ipc_stream(io.BytesIO(ask(sink.getvalue()).content))
print(json.dumps({"client": "polars reads", "rows": back.height, "columns": back.columns}))

answer = ask(stream(table, compression="lz4"))
print(json.dumps({"client": "compressed", "status": answer.status_code, **answer.json()}))

answer = ask(stream(table.set_column(0, "PULocationID", pa.array(zones[:-1] + [300], pa.int16()))))
reader = pa.ipc.open_stream(answer.raw)
rows, told, broke = 0, None, False
try:
    while True:
        batch, metadata = reader.read_next_batch_with_custom_metadata()
        rows += batch.num_rows
        told = metadata and json.loads(metadata[b"error"])
except StopIteration:
    pass
except Exception as error:
    broke = type(error).__name__
print(json.dumps({"client": "late fault", "rows": rows, "told": told, "broke": broke}))
