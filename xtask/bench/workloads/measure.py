# Stands at the end of each workload: the time of `work()` and a sum over what it found, as one line of JSON.
import json
import time

start = time.perf_counter()
checksum = work()
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "checksum": checksum}))
