# 10,000 rows by one executemany.
rows = book_rows(1000, 10)


def work():
    with engine.begin() as connection:
        connection.execute(insert(Book), rows)
        return connection.scalar(select(func.count(Book.id)))
