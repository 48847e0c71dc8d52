from __future__ import annotations

from datetime import datetime
from typing import List, Optional

from sqlalchemy import ForeignKey, String, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Session, mapped_column, registry, relationship

class Base(MappedAsDataclass, DeclarativeBase):
    pass

class User(Base):
    __tablename__ = 'user'
    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    name: Mapped[str] = mapped_column(String(20))
    fullname: Mapped[Optional[str]] = mapped_column(default=None)
    level: Mapped[int] = mapped_column(default=3)
    created: Mapped[datetime] = mapped_column(insert_default=func.now(), init=False, repr=False)
    posts: Mapped[List[Post]] = relationship(default_factory=list, back_populates='user', repr=False)

class Post(Base, kw_only=True):
    __tablename__ = 'post'
    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    title: Mapped[str]
    user_id: Mapped[Optional[int]] = mapped_column(ForeignKey('user.id'), init=False)
    user: Mapped[Optional[User]] = relationship(default=None, back_populates='posts', repr=False)

ed = User('ed', level=4)
print(ed, User('ed', level=4) == ed, User('x') == ed)
print(User('wendy', 'Wendy W', posts=[Post(title='a')]).posts)
for wrong in (lambda: User(), lambda: User('a', 'b', 1, None, [], 6), lambda: User(nme=1), lambda: Post('x')):
    try:
        wrong()
    except TypeError as error:
        print(error)

reg = registry()

@reg.mapped_as_dataclass
class Tag:
    __tablename__ = 'tag'
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str]

print(Tag('t'))
engine = create_engine('sqlite://')
Base.metadata.create_all(engine)
reg.metadata.create_all(engine)
with Session(engine) as session:
    session.add(User('ann', posts=[Post(title='p')]))
    session.commit()
    session.add(Post(title='q', user=ed))
    session.add(Tag('blue'))
    session.commit()
    print(session.scalars(select(User).order_by(User.id)).all())
    print(session.scalars(select(Post).order_by(Post.id)).all(), session.scalars(select(Tag.name)).all())
try:
    class Plain(DeclarativeBase):
        pass
    class A(Plain):
        __tablename__ = 'a'
        id: Mapped[int] = mapped_column(primary_key=True, init=False)
except Exception as error:
    print(type(error).__name__, error)
