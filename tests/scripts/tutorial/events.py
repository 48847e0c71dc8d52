# Listeners of engine, session, mapper; validators and hybrids; column properties.
from sqlalchemy import String, create_engine, event, func, select
from sqlalchemy.ext.hybrid import hybrid_property, hybrid_method
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, column_property, mapped_column, synonym, validates


class Base(DeclarativeBase):
    pass


class Account(Base):
    __tablename__ = "accounts"
    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[str] = mapped_column(String(20))
    last: Mapped[str] = mapped_column(String(20))
    balance: Mapped[int] = mapped_column(default=0)
    full = column_property(first + " " + last)
    owner = synonym("first")

    @validates("balance")
    def check_balance(self, key, value):
        if value < 0:
            raise ValueError(f"{key} must not be negative")
        return value

    @hybrid_property
    def rich(self):
        return self.balance > 100

    @hybrid_method
    def above(self, limit):
        return self.balance > limit


engine = create_engine("sqlite://")
heard = []


@event.listens_for(engine, "connect")
def on_connect(connection, record):
    heard.append("connect")


@event.listens_for(engine, "before_cursor_execute")
def on_execute(conn, cursor, statement, parameters, context, executemany):
    heard.append((statement.split()[0], parameters, executemany))


@event.listens_for(Session, "before_flush")
def on_flush(session, context, instances):
    heard.append(("flush", len(session.new), len(session.dirty)))


@event.listens_for(Account, "before_insert")
def on_insert(mapper, connection, target):
    target.last = target.last.title()


@event.listens_for(Account, "load")
def on_load(target, context):
    heard.append(("load", target.id))


Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add_all([Account(first="ann", last="lee", balance=500), Account(owner="bo", last="ray")])
    session.commit()
    print(session.scalars(select(Account.full).where(Account.rich)).all())
    print([(a.full, a.rich, a.owner, a.above(10)) for a in session.scalars(select(Account).order_by(Account.id))])
    print(session.scalars(select(Account.first).where(Account.above(10)).order_by(Account.owner)).all())
    account = session.get(Account, 2)
    try:
        account.balance = -5
    except ValueError as error:
        print(error)
    account.balance = 7
    session.commit()
for entry in heard:
    print(entry)
print(select(Account.full).where(Account.rich, func.length(Account.owner) > 2))
