"""Writes the bench's CSV.gz again as Parquet and ORC, as reference/inventory-scan.md, section 7, describes the files.

python columnar.py FILE.csv.gz OUT.parquet OUT.orc
"""

import sys
from urllib.parse import unquote_plus

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.orc as orc
import pyarrow.parquet as pq

NAMES = [
    "bucket", "key", "version_id", "is_latest", "is_delete_marker", "size",
    "last_modified_date", "e_tag", "storage_class", "encryption_status",
]


def main() -> None:
    source, parquet_file, orc_file = sys.argv[1:4]
    table = csv.read_csv(
        source,
        read_options=csv.ReadOptions(column_names=NAMES),
        convert_options=csv.ConvertOptions(
            column_types={
                **{name: pa.string() for name in NAMES},
                "is_latest": pa.bool_(),
                "is_delete_marker": pa.bool_(),
                "size": pa.int64(),
                "last_modified_date": pa.timestamp("ms", tz="UTC"),
            },
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            null_values=[""],
        ),
    )
    keys = [unquote_plus(key) for key in table["key"].to_pylist()]
    table = table.set_column(1, "key", pa.array(keys, pa.string()))
    pq.write_table(
        table,
        parquet_file,
        compression="snappy",
        row_group_size=250_000,
        use_dictionary=["bucket", "storage_class", "encryption_status"],
        coerce_timestamps="ms",
    )
    # ORC's timestamps have no zone; pyarrow writes them as UTC.
    index = table.schema.get_field_index("last_modified_date")
    plain = table.set_column(
        index, "last_modified_date", pc.cast(table["last_modified_date"], pa.timestamp("ns"))
    )
    orc.write_table(
        plain,
        orc_file,
        compression="zlib",
        compression_block_size=256 * 1024,
        stripe_size=64 * 1024 * 1024,
        dictionary_key_size_threshold=0.8,
    )


main()
