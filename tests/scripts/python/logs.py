# logging to standard error, levels, formats.
import logging
import time

logging.basicConfig(level=logging.INFO, format='%(levelname)s:%(name)s:%(message)s')
log = logging.getLogger('app')
log.info('started %s with %d', 'run', 3)
log.debug('not shown')
log.warning('careful')
logging.getLogger('app.sub').error('child')
log.setLevel(logging.ERROR)
log.info('silenced')
print(log.isEnabledFor(logging.INFO), logging.getLevelName(30), log.name, log.level)
start = time.time()
elapsed = time.time() - start
print(elapsed >= 0, time.perf_counter() > 0)
