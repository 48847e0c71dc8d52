from sqlalchemy import ForeignKey, create_engine, exists, func, select, union_all
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, aliased, column_property, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class Node(Base):
    __tablename__ = 'node'
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey('node.id'))
    children: Mapped[list['Node']] = relationship(back_populates='parent')
    parent: Mapped['Node | None'] = relationship(back_populates='children', remote_side=[id])

engine = create_engine('sqlite://')
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Node(name='root', children=[Node(name='a', children=[Node(name='aa')]), Node(name='b')]))
    session.commit()

    parent = aliased(Node)
    print(session.execute(select(Node.name, parent.name).join(Node.parent.of_type(parent)).order_by(Node.id)).all())
    print(session.execute(select(Node.name, parent.name).join(parent, Node.parent).order_by(Node.id)).all())
    named = aliased(Node, name='boss')
    print(select(named).where(named.name == 'x'))
    print(select(Node, named).join(named, Node.parent_id == named.id, isouter=True))
    sub = select(Node).where(Node.parent_id != None).subquery()
    inner = aliased(Node, sub)
    print([n.name for n in session.scalars(select(inner).order_by(inner.id))])
    counted = select(Node.parent_id, func.count().label('n')).group_by(Node.parent_id).subquery()
    print(session.execute(select(Node.name, counted.c.n).join(counted, counted.c.parent_id == Node.id)).all())
    print(select(Node.id).where(exists().where(parent.parent_id == Node.id)))
    top = select(Node.id, Node.name, Node.parent_id).where(Node.parent_id == None).cte('tree', recursive=True)
    tree = top.union_all(select(Node.id, Node.name, Node.parent_id).join(top, Node.parent_id == top.c.id))
    print(session.execute(select(tree.c.name)).scalars().all())
    print(session.scalar(select(func.count(Node.id)).where(Node.parent.has(Node.name == 'root'))))
    print(session.execute(select(Node).where(Node.id == 1)).scalar_one().name)
    print(session.execute(select(Node.id, Node.name).where(Node.id < 3)).mappings().all())
    row = session.execute(select(Node, Node.name.label('label')).where(Node.id == 2)).one()
    print(row.Node.name, row.label, row._fields)

Node.child_count = column_property(
    select(func.count(parent.id)).where(parent.parent_id == Node.id).correlate_except(parent).scalar_subquery())
with Session(engine) as session:
    print([(n.name, n.child_count) for n in session.scalars(select(Node).order_by(Node.id))])
    print(session.execute(select(Node.name).where(Node.child_count > 0).order_by(Node.id)).all())
    child = aliased(Node)
    counted = select(func.count(child.id)).where(child.parent_id == Node.id).correlate(Node).scalar_subquery()
    print(session.execute(select(Node.name, counted.label('n')).order_by(Node.id)).all())
