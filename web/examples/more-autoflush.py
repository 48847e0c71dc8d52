# title: Autoflush: who sent that INSERT?
# summary: Pending objects are written before a query, not only at commit()

# %% script
from sqlalchemy import create_engine, select, func
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine('sqlite://')

class Base(DeclarativeBase):
    pass

class Task(Base):
    __tablename__ = 'task'

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    done: Mapped[bool] = mapped_column(default=False)

Base.metadata.create_all(engine)

with Session(engine) as session:
    session.add(Task(title='write the schema'))
    session.add(Task(title='look at the SQL'))

    # Nothing has been sent yet. This query sends two INSERTs first.
    print(session.scalar(select(func.count()).select_from(Task)))

    task = session.scalars(select(Task).order_by(Task.id)).first()
    task.done = True
    session.commit()

    # commit() expired the object: reading it loads the row again.
    print(task.title, task.done)
