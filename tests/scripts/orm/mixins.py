from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, create_engine, select
from sqlalchemy.orm import Session, column_property, declarative_base, declared_attr, deferred, relationship, synonym, validates
from sqlalchemy.ext.hybrid import hybrid_method, hybrid_property

class IdMixin:
    id = Column(Integer, primary_key=True)

class Owned:
    @declared_attr
    def owner_id(cls):
        return Column(ForeignKey('owner.id'))

    @declared_attr
    def owner(cls):
        return relationship('Owner')

class Common:
    def describe(self):
        return f'{type(self).__name__} #{self.id}'

Base = declarative_base(cls=Common)

class Abstract(IdMixin, Base):
    __abstract__ = True
    note = Column(String(20))

class Owner(Abstract):
    __tablename__ = 'owner'
    first = Column('first_name', String(20))
    last = Column('last_name', String(20))
    email = Column(String)
    secret = deferred(Column(String))
    full = column_property(first + ' ' + last)
    mail = synonym('email')

    @validates('email')
    def check_email(self, key, value):
        if '@' not in value:
            raise ValueError(f'{key}: no @ in {value!r}')
        return value.lower()

    @hybrid_property
    def initials(self):
        return self.first[0] + self.last[0]

    @hybrid_property
    def name_length(self):
        return len(self.first)

    @name_length.expression
    def name_length(cls):
        from sqlalchemy import func
        return func.length(cls.first)

    @hybrid_method
    def longer_than(self, n):
        return self.name_length > n

    def __init__(self, first, last, **rest):
        super().__init__(first=first, last=last, **rest)
        self.extra = 'kept'

class Pet(Owned, Abstract):
    __tablename__ = 'pet'
    name = Column(String)

print(repr(Pet.__table__))
engine = create_engine('sqlite://')
Base.metadata.create_all(engine)
session = Session(engine)
owner = Owner('Ann', 'Lee', email='Ann@X', secret='s')
print(owner.email, owner.extra, owner.initials, owner.full)
owner.mail = 'B@y'
print(owner.email)
session.add(Pet(name='rex', owner=owner))
session.commit()
print(owner.full, owner.extra, owner.describe(), owner.mail)
print(owner.secret)
print(session.scalars(select(Owner).where(Owner.name_length == 3)).one().initials)
print(session.scalars(select(Owner.full)).all(), session.scalars(select(Owner).filter_by(mail='b@y')).all() == [owner])
print(select(Owner.name_length, Owner.longer_than(2)))
print(session.scalars(select(Owner).where(Owner.longer_than(2))).all() == [owner])
for wrong in (lambda: Owner('a', 'b', email='none'), lambda: setattr(owner, 'email', 'x'), lambda: Pet(nme='x'), lambda: Pet('x')):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)
for wrong in (lambda: Owner(), lambda: Owner('a'), lambda: Owner('a', 'b', 'c')):
    try:
        wrong()
    except TypeError as error:
        print(error)
