# The Query API of older tutorials.
from sqlalchemy import Column, ForeignKey, Integer, String, and_, or_, create_engine, desc, func, not_
from sqlalchemy.orm import aliased, backref, contains_eager, declarative_base, relationship, scoped_session, sessionmaker

Base = declarative_base()


class Department(Base):
    __tablename__ = "department"
    id = Column(Integer, primary_key=True)
    name = Column(String(30))

    def __repr__(self):
        return self.name


class Employee(Base):
    __tablename__ = "employee"
    id = Column(Integer, primary_key=True)
    name = Column(String(30))
    salary = Column(Integer)
    department_id = Column(Integer, ForeignKey("department.id"))
    boss_id = Column(Integer, ForeignKey("employee.id"))
    department = relationship(Department, backref=backref("employees", order_by=name))
    boss = relationship("Employee", remote_side=[id], backref="team")

    def __repr__(self):
        return f"<{self.name}>"


engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
Session = scoped_session(sessionmaker(bind=engine))
session = Session()
dev, ops = Department(name="dev"), Department(name="ops")
ada = Employee(name="ada", salary=90, department=dev)
session.add_all([
    ada,
    Employee(name="bea", salary=70, department=dev, boss=ada),
    Employee(name="cyd", salary=60, department=ops, boss=ada),
    Employee(name="dan", salary=50),
])
session.commit()
query = session.query(Employee)
print(query.filter(Employee.salary > 55).order_by(desc(Employee.salary)).all())
print(query.filter(and_(Employee.salary > 55, Employee.name != "ada")).count())
print(query.filter(or_(Employee.name == "ada", Employee.name.like("d%"))).order_by(Employee.id).all())
print(query.filter(not_(Employee.name.in_(["ada", "bea"])), Employee.department == None).first())
print(query.filter_by(name="cyd").one().boss, query.get(2), query.filter_by(name="zoe").one_or_none())
print(session.query(Employee.name, Employee.salary).order_by(Employee.name).limit(2).offset(1).all())
print(session.query(Department.name, func.avg(Employee.salary).label("pay")).join(Employee).group_by(Department.name).having(func.count() > 0).order_by("pay").all())
boss = aliased(Employee, name="boss")
print(session.query(Employee.name, boss.name).outerjoin(boss, Employee.boss).order_by(Employee.id).all())
print(session.query(Employee).join(Employee.department).filter(Department.name == "dev").options(contains_eager(Employee.department)).order_by(Employee.id).all())
print(query.order_by(Employee.id)[1:3], query.order_by(Employee.id)[0])
print(session.query(func.max(Employee.salary)).scalar(), session.query(Employee.department_id).distinct().order_by(Employee.department_id).all())
sub = session.query(Employee.department_id, func.count("*").label("n")).group_by(Employee.department_id).subquery()
print(session.query(Department, sub.c.n).outerjoin(sub, Department.id == sub.c.department_id).order_by(Department.id).all())
print(session.query(query.filter(Employee.salary > 80).exists()).scalar())
print(dev.employees, ada.team, [d.employees for d in session.query(Department).order_by(Department.id)])
print(query.filter(Employee.salary < 60).update({Employee.salary: Employee.salary + 1}), query.filter(Employee.name == "dan").delete())
for name, salary in session.query(Employee.name, Employee.salary).order_by(Employee.salary):
    print(name, salary)
print(query.filter(Employee.department.has(name="ops")).all(), session.query(Department).filter(Department.employees.any(Employee.salary > 80)).all())
print(query.filter(Employee.department == dev).order_by(Employee.id).all(), str(session.query(Employee.id).filter(Employee.id == 1)))
session.rollback()
Session.remove()
