from sqlalchemy import ForeignKey, create_engine, delete, func, insert, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class User(Base):
    __tablename__ = 'users'
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    score: Mapped[int] = mapped_column(default=0)

engine = create_engine('sqlite://')
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.execute(insert(User), [{'name': 'a'}, {'name': 'b', 'score': 5}, {'name': 'c'}])
    made = session.scalars(insert(User).returning(User), [{'name': 'd'}, {'name': 'e'}]).all()
    print([(u.id, u.name) for u in made])
    session.execute(insert(User).values(name='f'))
    first = session.get(User, 1)
    session.execute(update(User).where(User.name == 'a').values(score=User.score + 10))
    print(first.score)
    session.execute(update(User), [{'id': 1, 'score': 3}, {'id': 2, 'score': 4}])
    session.refresh(first)
    print(first.score)
    print(session.execute(delete(User).where(User.score == 0)).rowcount)
    print(session.scalars(select(User.name).order_by(User.id)).all())
    first.score = User.score + 1
    session.flush()
    print(first.score)
    session.bulk_save_objects([User(name='g'), User(name='h')])
    session.bulk_insert_mappings(User, [{'name': 'i'}])
    session.commit()
    print(session.execute(select(func.count(), func.max(User.score))).one())
    print(session.query(User).filter(User.name.in_(['g', 'h'])).update({User.score: 9}, synchronize_session='fetch'))
    print(session.query(User).filter_by(score=9).delete(synchronize_session=False))
    session.commit()
    print(session.scalar(select(func.count(User.id))))
    copy = session.merge(User(id=1, name='merged'))
    print(copy is first, first.name, session.dirty)
    session.commit()
    print(first.name)
