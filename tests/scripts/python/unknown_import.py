print('first')
import flask_sqlalchemy
