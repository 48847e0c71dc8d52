# Python's own `and` between two clauses.
from sqlalchemy import column, select

stmt = select(column('a')).where(column('a') == 1 and column('b') == 2)
print(stmt)
