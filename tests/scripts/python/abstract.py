# Abstract classes.
from abc import ABC, abstractmethod
class Shape(ABC):
    @abstractmethod
    def area(self): ...
    @property
    @abstractmethod
    def name(self): ...
class Sq(Shape):
    def area(self): return 4
    name = 'sq'
try: Shape()
except TypeError as e: print(e)
print(Sq().area(), Sq().name, isinstance(Sq(), Shape))
class Half(Shape):
    def area(self): return 1
try: Half()
except TypeError as e: print(e)
