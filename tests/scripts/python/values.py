# decimal, json, copy, pprint, dates.
from decimal import Decimal
from datetime import *
import uuid, json, copy, pprint
print(Decimal('1.10') + Decimal('2.2'), Decimal('1') / 3, round(Decimal('2.675'), 2), Decimal('1.0') == 1, repr(Decimal('1.50')), float(Decimal('0.1')), int(Decimal('5.9')), f"{Decimal('1234.5'):,.2f}", Decimal(5) ** 2, -Decimal('1'), Decimal('1') < 2, sum([Decimal('1'), Decimal('2')]))
print(json.dumps({'a': [1, 2.5, None, True], 'b': 'é"'}), json.dumps({'b': 1, 'a': 2}, indent=2, sort_keys=True), json.loads('{"x": [1, {"y": null}], "z": "\\u00e9"}'))
a = [1, [2, 3]]; b = copy.copy(a); c = copy.deepcopy(a); a[1].append(4); print(b, c)
pprint.pprint({'name': 'x' * 30, 'items': list(range(20)), 'nested': {'a': 1, 'b': [1, 2]}})
print(date(2024, 1, 31) + timedelta(days=1), datetime(2024, 1, 1, 12) - timedelta(hours=13), (date(2024, 3, 1) - date(2024, 2, 1)).days, date(2024,5,6).isoformat(), datetime(2024,5,6,7,8,9,123456), f'{date(2024,5,6):%A %d %B %Y}', timedelta(days=1.5), timedelta(seconds=-1), date(2024,1,1).isocalendar()[1], max(date(2020,1,1), date(2021,1,1)))
