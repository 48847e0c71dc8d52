from pprint import pprint

from sqlalchemy import create_engine, func, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, close_all_sessions, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    fullname: Mapped[str | None]

# %% describe
a = aliased(User, name="user2")
pprint(select(User, User.id, a, a.name, func.count(User.id), func.count(User.id).label("n"), User.__table__).column_descriptions)
s = update(User).values(name="x").returning(User.id)
pprint(s.entity_description)
pprint(s.returning_column_descriptions)
pprint(select(User.__table__.c.id).column_descriptions)
pprint(update(User.__table__).entity_description)
e = create_engine("sqlite://")
Base.metadata.create_all(e)
with Session(e) as s:
    pprint(s.query(User, User.name.label("x")).column_descriptions)
    s.add(User(name="a"))
    s.flush()
    print(len(s.identity_map))
    close_all_sessions()
    print(len(s.identity_map), s.in_transaction())
