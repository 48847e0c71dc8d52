# A name that is nearly right.
username = 'alice'
print(usernme)
