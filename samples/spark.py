#!/usr/bin/env python3
"""Counts on Apache Spark why productions failed, in archives with a callback a line, gzipped or not.

    pip install pyspark
    cargo install --path .
    python samples/spark.py samples/log.ndjson
    spark-submit --master spark://host:7077 samples/spark.py hdfs:///callbacks/*.ndjson.gz

Each partition is piped through one `cbinspect`, which must lie on the same PATH on every worker. It prints an object a
callback, whose `line` and `index` count within the partition; Spark does the counting.
"""

import json
import os
import sys
from operator import add

from pyspark.sql import SparkSession

FILTER = "cbinspect --format json --exit-zero -"


def main(paths, partitions=4):
    spark = SparkSession.builder.appName("callbacks").getOrCreate()
    lines = spark.sparkContext.textFile(",".join(paths), minPartitions=partitions)
    # Spark hands no environment on by itself.
    rows = lines.pipe(FILTER, env={"PATH": os.environ["PATH"]}, checkCode=True)
    callbacks = rows.map(json.loads).cache()
    valid = callbacks.filter(lambda callback: callback["valid"]).count()
    print(f"{callbacks.count()} callbacks: {valid} valid")
    failed = callbacks.filter(lambda callback: callback["status"] == "FAIL")
    reasons = failed.map(lambda callback: (callback["fail_message"] or "(no reason given)", 1)).reduceByKey(add)
    for reason, count in sorted(reasons.collect(), key=lambda pair: (-pair[1], pair[0])):
        print(f"{count:>10}  {json.dumps(reason, ensure_ascii=False)}")
    spark.stop()


main(sys.argv[1:])
