# Annotations that are text: the registry finds the class of its own, though an older one has its name.
from __future__ import annotations

from typing import List, Optional

from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class OldBase(DeclarativeBase):
    pass


class Leaf(OldBase):
    __tablename__ = "old_leaf"
    id: Mapped[int] = mapped_column(primary_key=True)


class Base(DeclarativeBase):
    pass


class Branch(Base):
    __tablename__ = "branch"
    id: Mapped[int] = mapped_column(primary_key=True)
    length: Mapped[Optional[float]]
    leaves: Mapped[List[Leaf]] = relationship(back_populates="branch")


class Leaf(Base):
    __tablename__ = "leaf"
    id: Mapped[int] = mapped_column(primary_key=True)
    colour: Mapped[str | None]
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"))
    branch: Mapped[Branch] = relationship(back_populates="leaves")


engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Branch(length=1.5, leaves=[Leaf(colour="green"), Leaf()]))
    session.commit()
    branch = session.scalars(select(Branch)).one()
    print(branch.length, [(leaf.colour, leaf.branch is branch) for leaf in branch.leaves])
print(select(Leaf).join(Leaf.branch))
