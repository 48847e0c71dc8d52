class User:
    def __init__(self):
        self.username = 'alice'

    def greet(self, other):
        return self.username + other.usrname


User().greet(User())
