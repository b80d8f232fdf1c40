# The same items by boto3's batch_writer: `python bench/seeding/boto3-writer.py PORT LINES`, LINES a file with one item as
# JSON on each line. Prints one line of JSON.
import json
import resource
import sys
import time

import boto3

port, lines = sys.argv[1:]
table = boto3.resource(
    "dynamodb",
    region_name="us-west-2",
    endpoint_url=f"http://127.0.0.1:{port}",
    aws_access_key_id="local",
    aws_secret_access_key="local",
).Table("pickup-test")
items = [json.loads(line) for line in open(lines)]


def write(some):
    with table.batch_writer() as batch:
        for item in some:
            batch.put_item(Item=item)


def cpu_us():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return (used.ru_utime + used.ru_stime) * 1e6


write(items[: len(items) // 10])
before, start = cpu_us(), time.monotonic()
write(items)
print(json.dumps({"items": len(items), "cpuUs": cpu_us() - before, "seconds": time.monotonic() - start}))
