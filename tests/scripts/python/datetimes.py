# datetime, date, timedelta: arithmetic, formatting, comparison.
from datetime import date, datetime, time, timedelta, timezone

moment = datetime(2024, 2, 28, 13, 5, 9)
print(moment, repr(moment), moment.isoformat(), moment.date(), moment.time())
print(moment + timedelta(days=2, hours=12), moment - datetime(2024, 1, 1), (moment - timedelta(weeks=1)).date())
print(moment.strftime('%Y-%m-%d %H:%M:%S %j %a %b %d %p'), f'{moment:%d.%m.%Y}', datetime.strptime('2023-12-24 18:30', '%Y-%m-%d %H:%M'))
print(datetime.fromisoformat('2024-05-06T07:08:09'), date.fromisoformat('2024-05-06'), date(2024, 3, 1).weekday())
print(repr(timedelta(days=1, seconds=5)), timedelta(hours=25), timedelta(seconds=90).total_seconds(), -timedelta(minutes=1))
print(date(2024, 1, 31) < date(2024, 2, 1), repr(date(2024, 1, 31)), time(9, 30), moment.replace(year=2025), moment.year)
aware = datetime(2024, 1, 1, tzinfo=timezone.utc)
print(aware, repr(aware), aware.isoformat(), datetime.min, timedelta.max > timedelta(1))
try:
    aware < moment
except TypeError as error:
    print(error)
try:
    datetime(2024, 2, 30)
except ValueError as error:
    print(error)
