# 1,000 authors with 10 books each by lazy loading: 1 + 1,000 statements.
fill(1000, 10)


def work():
    return walk()
