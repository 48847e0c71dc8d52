def connect(host, port, *, timeout):
    return host, port, timeout


settings = {'host': 'localhost'}
connect(settings['host'], timeout=3)
