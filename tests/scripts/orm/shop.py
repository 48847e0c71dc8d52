import enum
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Enum, ForeignKey, Integer, Numeric, String, Text, create_engine, desc, func, select
from sqlalchemy.orm import Session, declarative_base, relationship

Base = declarative_base()

class Status(enum.Enum):
    NEW = 'new'
    PAID = 'paid'

class TimestampMixin:
    created_at = Column(DateTime, default=datetime(2024, 1, 1, 12))
    updated_at = Column(DateTime, default=datetime(2024, 1, 1, 12), onupdate=datetime(2024, 2, 2, 12))

class Customer(TimestampMixin, Base):
    __tablename__ = 'customers'
    id = Column(Integer, primary_key=True, autoincrement=True)
    name = Column(String(100), nullable=False, index=True)
    settings = Column(JSON, default=dict)
    active = Column(Boolean, default=True, nullable=False)
    orders = relationship('Order', back_populates='customer', order_by='desc(Order.placed)', lazy='select')

    @property
    def total(self):
        return sum((o.total for o in self.orders), Decimal('0'))

    @classmethod
    def by_name(cls, session, name):
        return session.execute(select(cls).where(cls.name == name)).scalar_one_or_none()

    def __repr__(self):
        return f'<{self.__class__.__name__} {self.name!r}>'

    def __eq__(self, other):
        return isinstance(other, Customer) and self.name == other.name

    def __hash__(self):
        return hash(self.name)

class Order(TimestampMixin, Base):
    __tablename__ = 'orders'
    id = Column(Integer, primary_key=True)
    placed = Column(Date, nullable=False)
    status = Column(Enum(Status), default=Status.NEW)
    customer_id = Column(Integer, ForeignKey('customers.id', ondelete='CASCADE'))
    customer = relationship('Customer', back_populates='orders')
    items = relationship('Item', backref='order', cascade='all, delete-orphan', lazy='joined')

    @property
    def total(self):
        return sum(i.price * i.quantity for i in self.items)

class Item(Base):
    __tablename__ = 'items'
    id = Column(Integer, primary_key=True)
    order_id = Column(ForeignKey('orders.id'))
    product = Column(Text)
    price = Column(Numeric(8, 2))
    quantity = Column(Integer, default=1)

engine = create_engine('sqlite:///:memory:')
Base.metadata.create_all(bind=engine)

with Session(engine) as session:
    ann = Customer(name='Ann', settings={'theme': 'dark', 'sizes': [1, 2]})
    for n in range(3):
        order = Order(placed=date(2024, 1, 1) + timedelta(days=n), customer=ann)
        order.items.append(Item(product=f'p{n}', price=Decimal('9.99'), quantity=n + 1))
    session.add_all([ann, Customer(name='Bob', active=False)])
    session.commit()

    print(ann, ann.settings, ann.created_at, ann.active, ann == Customer(name='Ann'), ann in session)
    print([o.placed.isoformat() for o in ann.orders], ann.total)
    ann.orders[0].status = Status.PAID
    ann.settings = {'theme': 'light'}
    session.commit()
    print(ann.updated_at, ann.orders[0].status, ann.orders[0].status.name, ann.settings['theme'])
    print(Customer.by_name(session, 'Bob'), Customer.by_name(session, 'Zoe'))
    stmt = (
        select(Customer.name, func.count(Order.id).label('orders'), func.sum(Item.price * Item.quantity).label('total'))
        .join(Customer.orders, isouter=True)
        .join(Order.items, isouter=True)
        .group_by(Customer.id)
        .order_by(desc('total'))
    )
    for row in session.execute(stmt):
        print(row.name, row.orders, row.total)
    print(session.scalars(select(Order).where(Order.status == Status.PAID, Order.placed.between(date(2024, 1, 1), date(2024, 1, 31)))).unique().all()[0].id)
    page = session.scalars(select(Item).order_by(Item.id).offset(1).limit(1)).all()
    print([(i.product, i.order.customer.name) for i in page])
    print(session.query(Order).filter(Order.customer.has(Customer.active.is_(True))).count())
    session.delete(ann.orders[-1])
    session.commit()
    print(session.query(Item).count(), len(ann.orders))
    print(session.query(Customer).filter(~Customer.orders.any()).all())
    print({c.name: c.active for c in session.query(Customer)})
