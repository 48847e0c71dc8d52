# 10,000 rows fetched, one column summed.
fill(1000, 10)


def work():
    with engine.connect() as connection:
        rows = connection.execute(select(Book.__table__)).all()
        return f"{len(rows)}:{sum(row.pages for row in rows)}:{rows[-1].title}"
