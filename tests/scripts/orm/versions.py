from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, String, create_engine, select, text
from sqlalchemy.orm import Session, declarative_base, foreign, relationship, remote
from sqlalchemy.orm.exc import StaleDataError

Base = declarative_base()

class Doc(Base):
    __tablename__ = 'doc'
    id = Column(Integer, primary_key=True)
    body = Column(String)
    version = Column(Integer, nullable=False)
    __mapper_args__ = {'version_id_col': version}

class Pair(Base):
    __tablename__ = 'pair'
    a = Column(Integer, primary_key=True)
    b = Column(Integer, primary_key=True)
    note = Column(String, server_default=text("'none'"))
    parts = relationship('Part', back_populates='pair')

class Part(Base):
    __tablename__ = 'part'
    id = Column(Integer, primary_key=True)
    pair_a = Column(Integer)
    pair_b = Column(Integer)
    __table_args__ = (ForeignKeyConstraint(['pair_a', 'pair_b'], ['pair.a', 'pair.b']),)
    pair = relationship(Pair, back_populates='parts')

class Message(Base):
    __tablename__ = 'message'
    id = Column(Integer, primary_key=True)
    sender_id = Column(ForeignKey('user.id'))
    receiver_id = Column(ForeignKey('user.id'))
    sender = relationship('User', foreign_keys=[sender_id], back_populates='sent')
    receiver = relationship('User', foreign_keys='Message.receiver_id', back_populates='received')

class User(Base):
    __tablename__ = 'user'
    id = Column(Integer, primary_key=True)
    name = Column(String)
    sent = relationship(Message, foreign_keys=Message.sender_id, back_populates='sender')
    received = relationship(Message, primaryjoin='User.id == Message.receiver_id', back_populates='receiver')
    to_self = relationship(
        Message, viewonly=True,
        primaryjoin=lambda: (User.id == foreign(Message.sender_id)) & (Message.sender_id == Message.receiver_id))

engine = create_engine('sqlite://')
Base.metadata.create_all(engine)
with Session(engine) as session:
    doc = Doc(body='one')
    session.add(doc)
    session.commit()
    doc.body = 'two'
    session.commit()
    print(doc.version)
    session.execute(text('UPDATE doc SET version = 9'))
    doc.body = 'three'
    try:
        session.flush()
    except StaleDataError as error:
        print(error)
    session.rollback()

    pair = Pair(a=1, b=2, parts=[Part(), Part()])
    session.add(pair)
    session.commit()
    print(session.get(Pair, (1, 2)) is pair, session.get(Pair, {'a': 1, 'b': 2}).note, [p.pair_b for p in pair.parts])
    pair.b = 3
    session.commit()
    print([p.pair_b for p in pair.parts])

    ed, wendy = User(name='ed'), User(name='wendy')
    session.add_all([Message(sender=ed, receiver=wendy), Message(sender=ed, receiver=ed)])
    session.commit()
    print(len(ed.sent), len(ed.received), len(wendy.received), [m.id for m in ed.to_self])
    print(session.scalars(select(User.name).join(User.received).distinct().order_by(User.name)).all())
    print(select(Message).join(Message.sender).where(User.name == 'ed'))
