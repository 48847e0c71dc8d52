users = select(
    User.name
print(users)
