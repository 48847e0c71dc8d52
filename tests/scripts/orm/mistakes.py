from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declarative_base, joinedload, mapped_column, relationship, sessionmaker

def attempt(function):
    try:
        print('gave', function())
    except Exception as error:
        print(type(error).__module__, type(error).__name__)
        print('   ', error)

def no_table():
    class Base(DeclarativeBase):
        pass
    class A(Base):
        id = Column(Integer, primary_key=True)

def no_key():
    class A(declarative_base()):
        __tablename__ = 'a'
        id = Column(Integer)

def no_mapped():
    class Base(DeclarativeBase):
        pass
    class A(Base):
        __tablename__ = 'a'
        id: Mapped[int] = mapped_column(primary_key=True)
        name: str

def odd_type():
    class Base(DeclarativeBase):
        pass
    class A(Base):
        __tablename__ = 'a'
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[object]

def no_annotation():
    class Base(DeclarativeBase):
        pass
    class A(Base):
        __tablename__ = 'a'
        id = mapped_column(primary_key=True)

def twice():
    Base = declarative_base()
    class A(Base):
        __tablename__ = 'a'
        id = Column(Integer, primary_key=True)
    class B(Base):
        __tablename__ = 'a'
        id = Column(Integer, primary_key=True)

def no_such_class():
    class A(declarative_base()):
        __tablename__ = 'a'
        id = Column(Integer, primary_key=True)
        bs = relationship('Bee')
    A()

def no_foreign_key():
    Base = declarative_base()
    class A(Base):
        __tablename__ = 'a'
        id = Column(Integer, primary_key=True)
        bs = relationship('B')
    class B(Base):
        __tablename__ = 'b'
        id = Column(Integer, primary_key=True)
    A()

def no_back_populates():
    Base = declarative_base()
    class A(Base):
        __tablename__ = 'a'
        id = Column(Integer, primary_key=True)
        bs = relationship('B', back_populates='aa')
    class B(Base):
        __tablename__ = 'b'
        id = Column(Integer, primary_key=True)
        a_id = Column(ForeignKey('a.id'))
    A()

def bad_cascade():
    return relationship('B', cascade='all, delet')

for mistake in (no_table, no_key, no_mapped, odd_type, no_annotation, twice, no_such_class, no_foreign_key, no_back_populates, bad_cascade):
    print(mistake.__name__)
    attempt(mistake)

Base = declarative_base()
class A(Base):
    __tablename__ = 'a'
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    bs = relationship('B', back_populates='a')
class B(Base):
    __tablename__ = 'b'
    id = Column(Integer, primary_key=True)
    a_id = Column(ForeignKey('a.id'))
    a = relationship('A', back_populates='bs')

engine = create_engine('sqlite://')
Base.metadata.create_all(engine)
session = Session(engine)
attempt(lambda: A(nme='x'))
attempt(lambda: A('x'))
attempt(lambda: A().nme)
attempt(lambda: A.nme)
attempt(lambda: A.name.nme)
attempt(lambda: session.query(A).filter('name = 1'))
attempt(lambda: session.execute('select 1'))
attempt(lambda: session.query(A).filter(A.name == 'x' and A.id == 1).all())
attempt(lambda: A(bs='abc'))
attempt(lambda: A(bs=[1]))
attempt(lambda: A().bs.append(A))
attempt(lambda: Session().query(A).all())
attempt(lambda: session.get(A))
attempt(lambda: session.get(A, (1, 2)))
attempt(lambda: session.get(5, 1))
attempt(lambda: joinedload('bs'))
attempt(lambda: joinedload(A.name) and session.query(A).options(joinedload(A.name)).all())
attempt(lambda: session.query(B).options(joinedload(A.bs)).all())
attempt(lambda: select(A).where(A.bs == B()))
attempt(lambda: select(A).where(A.bs.has()))
attempt(lambda: sessionmaker(engine)(nothing=1))
attempt(lambda: session.scalars(select(A)).one())
session.add(A())
attempt(session.commit)
attempt(lambda: session.query(A).all())
session.rollback()
attempt(lambda: session.query(A).all())
