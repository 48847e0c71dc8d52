# 10,000 objects made, added and committed.
def work():
    with Session(engine) as session:
        session.add_all([Author(name=f"author {n}", born=1900 + n % 100) for n in range(10000)])
        session.commit()
        return session.scalar(select(func.count(Author.id)))
