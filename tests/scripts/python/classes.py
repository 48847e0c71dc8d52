# Classes: inheritance, properties, dunder methods, class and static methods.
class Animal:
    kingdom = 'animals'
    count = 0

    def __init__(self, name, *, legs=4):
        self.name = name
        self.legs = legs
        Animal.count += 1

    def speak(self):
        raise NotImplementedError

    @property
    def label(self):
        return f'{type(self).__name__}({self.name})'

    @label.setter
    def label(self, value):
        self.name = value

    @classmethod
    def make(cls, name):
        return cls(name)

    @staticmethod
    def twice(x):
        return 2 * x

    def __repr__(self):
        return f'<{self.label}>'

    def __eq__(self, other):
        return isinstance(other, Animal) and self.name == other.name

    def __hash__(self):
        return hash(self.name)

    def __lt__(self, other):
        return self.name < other.name


class Dog(Animal):
    def speak(self):
        return f'{self.name}: woof'


class Bird(Animal):
    def __init__(self, name):
        super().__init__(name, legs=2)

    def speak(self):
        return f'{self.name}: tweet'

    def __len__(self):
        return self.legs

    def __getitem__(self, key):
        return (self.name, key)

    def __contains__(self, item):
        return item in self.name

    def __call__(self, times):
        return ' '.join([self.speak()] * times)


pets = [Dog('rex'), Bird.make('tweety')]
print(pets, [pet.speak() for pet in pets], Animal.count, Dog.kingdom, Animal.twice(4))
print(sorted(pets, reverse=True), max(pets), pets[0] == Dog('rex'), pets[0] != pets[1])
bird = pets[1]
print(len(bird), bird['k'], 'wee' in bird, bird(2), bool(bird))
bird.label = 'polly'
print(bird.label, hasattr(bird, 'wings'), getattr(bird, 'wings', 0), bird.__class__.__name__)
setattr(bird, 'wings', 2)
print(vars(bird), Bird.__mro__, issubclass(Bird, Animal), isinstance(bird, Dog))
print(type(bird), Animal, bird.speak.__name__, Dog.__bases__)


class Mixin:
    def describe(self):
        return 'mixed ' + super().describe()


class Base:
    def describe(self):
        return 'base'


class Both(Mixin, Base):
    pass


print(Both().describe(), [c.__name__ for c in Both.__mro__])


class Plugin:
    known = []

    def __init_subclass__(cls, **options):
        super().__init_subclass__()
        cls.known.append((cls.__name__, options))


class One(Plugin, level=1):
    pass


print(Plugin.known)
