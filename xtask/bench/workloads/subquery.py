# 1,000 authors with 10 books each by subquery loading: a statement and one more, or a few.
fill(1000, 10)


def work():
    return walk(subqueryload(Author.books))
