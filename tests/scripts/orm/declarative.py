from __future__ import annotations

import datetime
import enum
from decimal import Decimal
from typing import Annotated, List, Literal, Optional

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint, create_engine, func, inspect, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column, relationship
from sqlalchemy.schema import CreateTable

class Color(enum.Enum):
    RED = 'red'
    BLUE = 'blue'

pk = Annotated[int, mapped_column(primary_key=True)]
str50 = Annotated[str, 50]

class Base(DeclarativeBase):
    type_annotation_map = {str50: String(50), Decimal: Numeric(10, 2)}

class Stamped:
    created: Mapped[datetime.datetime] = mapped_column(server_default=func.now())

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower()

class Owner(Stamped, Base):
    id: Mapped[pk]
    name: Mapped[str50]
    nick: Mapped[Optional[str]]
    cars: Mapped[List[Car]] = relationship(back_populates='owner')

class Car(Stamped, Base):
    __table_args__ = (
        UniqueConstraint('plate', name='uq_plate'),
        CheckConstraint('price > 0'),
        Index('ix_car_color', 'color'),
        {'comment': 'cars'},
    )
    id: Mapped[pk]
    plate: Mapped[str] = mapped_column(String(8))
    price: Mapped[Decimal]
    color: Mapped[Color]
    size: Mapped[Literal['small', 'large']] = mapped_column(default='small')
    sold: Mapped[bool] = mapped_column(default=False)
    weight: Mapped[float | None]
    blob: Mapped[Optional[bytes]]
    built: Mapped[Optional[datetime.date]]
    owner_id: Mapped[Optional[int]] = mapped_column(ForeignKey('owner.id'))
    owner: Mapped[Optional[Owner]] = relationship(back_populates='cars')

print(CreateTable(Owner.__table__))
print(CreateTable(Car.__table__))
print([c.name for c in Car.__table__.columns])
print(inspect(Car).attrs.keys(), inspect(Owner).relationships.keys())
engine = create_engine('sqlite://')
Base.metadata.create_all(engine)
with Session(engine) as session:
    car = Car(plate='A1', price=Decimal('99.50'), color=Color.BLUE, built=datetime.date(2020, 1, 2))
    session.add(Owner(name='o', cars=[car]))
    session.commit()
    print(car.price, car.color, car.size, car.sold, car.weight, car.built, car.owner.name)
    print(session.scalars(select(Car).where(Car.color == Color.BLUE)).one().plate)
