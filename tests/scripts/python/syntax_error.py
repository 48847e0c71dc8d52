print('never runs')
for user in users
    print(user)
