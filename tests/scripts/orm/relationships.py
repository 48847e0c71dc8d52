from sqlalchemy import Column, ForeignKey, Integer, String, Table, create_engine, select
from sqlalchemy.orm import Session, backref, declarative_base, relationship

Base = declarative_base()

membership = Table(
    'membership', Base.metadata,
    Column('person_id', ForeignKey('person.id'), primary_key=True),
    Column('club_id', ForeignKey('club.id'), primary_key=True),
)

class Person(Base):
    __tablename__ = 'person'
    id = Column(Integer, primary_key=True)
    name = Column(String(30))
    boss_id = Column(Integer, ForeignKey('person.id'))
    reports = relationship('Person', backref=backref('boss', remote_side=[id]), order_by='Person.name')
    clubs = relationship('Club', secondary=membership, back_populates='members')
    passport = relationship('Passport', uselist=False, back_populates='owner', cascade='all, delete-orphan')

    def __repr__(self):
        return f'Person({self.name!r})'

class Club(Base):
    __tablename__ = 'club'
    id = Column(Integer, primary_key=True)
    title = Column(String(30))
    members = relationship(Person, secondary=membership, back_populates='clubs', order_by=Person.name)

class Passport(Base):
    __tablename__ = 'passport'
    id = Column(Integer, primary_key=True)
    number = Column(String(10))
    owner_id = Column(Integer, ForeignKey('person.id'))
    owner = relationship('Person', back_populates='passport')

engine = create_engine('sqlite://')
Base.metadata.create_all(engine)

with Session(engine) as session:
    ada = Person(name='ada')
    bob = Person(name='bob', boss=ada)
    cid = Person(name='cid', boss=ada, passport=Passport(number='C1'))
    print(ada.reports, cid.passport.owner)
    session.add(ada)
    session.flush()
    chess = Club(title='chess', members=[bob, ada])
    print(bob.clubs[0].title)
    session.add(chess)
    session.commit()

    print(ada.reports, ada.boss, bob.boss)
    print(chess.members)
    chess.members.remove(ada)
    print(ada.clubs)
    session.flush()
    cid.passport = Passport(number='C2')
    session.commit()
    print(session.scalars(select(Passport.number)).all())
    cid.passport = None
    session.commit()
    print(session.scalars(select(Passport.number)).all())

    print(select(Person).where(Person.reports.any(Person.name == 'bob')))
    print(select(Person).where(Person.boss.has(name='ada')))
    print(select(Person).where(Person.clubs.any(title='chess')))
    print(session.scalars(select(Person).where(Person.boss == ada).order_by(Person.id)).all())
    print(session.scalars(select(Person).where(Person.boss == None)).all())
    print(session.scalars(select(Person).where(Person.boss != None)).all())
    print(session.scalars(select(Club).where(Club.members.contains(bob))).one().title)
    print(session.scalars(select(Person).join(Person.clubs).where(Club.title == 'chess')).all())
    print(session.execute(select(Person.name, Club.title).join(Person.clubs)).all())
