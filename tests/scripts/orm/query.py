from sqlalchemy import Column, ForeignKey, Integer, String, and_, create_engine, desc, func, not_, or_
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.orm import aliased, declarative_base, joinedload, relationship, sessionmaker

Base = declarative_base()

class User(Base):
    __tablename__ = 'users'
    id = Column(Integer, primary_key=True)
    name = Column(String)
    age = Column(Integer)
    addresses = relationship('Address', back_populates='user')

    def __repr__(self):
        return f"<User {self.name}>"

class Address(Base):
    __tablename__ = 'addresses'
    id = Column(Integer, primary_key=True)
    email = Column(String)
    user_id = Column(ForeignKey('users.id'))
    user = relationship('User', back_populates='addresses')

engine = create_engine('sqlite://')
Base.metadata.create_all(engine)
Session = sessionmaker(engine)
session = Session()
session.add_all([
    User(name='ed', age=30, addresses=[Address(email='ed@x'), Address(email='ed@y')]),
    User(name='wendy', age=40),
    User(name='mary', age=40, addresses=[Address(email='m@x')]),
])
session.commit()

q = session.query
print(q(User).filter(User.age == 40).order_by(User.name).all())
print(q(User).filter_by(name='ed').one())
print(q(User.name, User.age).order_by(desc(User.age), User.id).all())
print(q(User).filter(User.name.in_(['ed', 'mary'])).count())
print(q(User).filter(or_(User.name == 'ed', User.age > 35)).order_by(User.id).first())
print(q(User).filter(and_(User.name != 'ed', not_(User.age < 40))).limit(1).offset(1).all())
print(q(func.count(User.id)).scalar(), q(User).get(2), q(User).filter(User.id == 99).first())
print(q(User.age, func.count('*')).group_by(User.age).having(func.count('*') > 1).all())
print(q(User).join(User.addresses).filter(Address.email == 'm@x').all())
print(q(User, Address).join(Address).order_by(Address.id).all()[0][1].email)
print(q(User).outerjoin(User.addresses).filter(Address.id == None).all())
print(q(User.age).distinct().order_by(User.age).all())
print([u.name for u in q(User).order_by(User.id)[1:3]], q(User).order_by(User.id)[0])
sub = q(Address.user_id, func.count('*').label('n')).group_by(Address.user_id).subquery()
print(q(User.name, sub.c.n).outerjoin(sub, User.id == sub.c.user_id).order_by(User.id).all())
other = aliased(User)
print(q(User.name, other.name).join(other, User.age == other.age).filter(User.id < other.id).all())
print(q(User).filter(User.addresses.any()).with_entities(User.name).all())
print(q(q(User).filter_by(name='ed').exists()).scalar())
for user in q(User).options(joinedload(User.addresses)).order_by(User.id):
    print(user.name, [a.email for a in user.addresses])
for wrong in (lambda: q(User).filter_by(name='x').one(), lambda: q(User).one(), lambda: q(User).filter_by(nme=1)):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)
print(q(User).filter(User.name == 'ed').update({'age': 31}))
print(q(User).get(1).age, q(User).filter(User.age > 35).delete())
session.commit()
print(q(User).all())
print(q(User).filter(User.name == 'x').limit(3))
print(q(User).one_or_none(), q(User.name).scalar())
