# re: matching, groups, substitution, flags, errors.
import re

match = re.match(r'(\w+)@(\w+)\.com', 'alice@example.com!')
print(match, match.group(), match.groups(), match[1], match.span(2), match.start(), match.end())
print(re.search(r'\d+', 'abc 123 def 45'), re.findall(r'\d+', 'a1b22c333'), re.findall(r'(\w)(\d)', 'a1 b2'))
print(re.sub(r'\s+', ' ', 'a   b \n c'), re.sub(r'(\w+) (\w+)', r'\2 \1', 'hello world'), re.subn('a', 'b', 'banana', 2))
print(re.split(r'[,;]\s*', 'a, b;c,d'), re.split(r'(,)', 'a,b'), re.split(r'x*', 'axbc'), re.sub('x*', '-', 'abxd'))
named = re.compile(r'(?P<year>\d{4})-(?P<month>\d\d)')
found = named.search('on 2024-05-06')
print(found.groupdict(), found['year'], named.groupindex, named.groups, named, found.lastgroup, found.lastindex)
print(re.match('a.c', 'a\nc'), re.match('a.c', 'a\nc', re.S), re.findall('^b', 'a\nb', re.M), re.findall('B', 'abB', re.I))
print(re.fullmatch(r'\d+', '123a'), re.fullmatch(r'\d+', '123'), re.match(r'a|ab', 'ab'), re.fullmatch(r'a|ab', 'ab'))
print(re.findall(r'<.*?>', '<a><b>'), re.findall(r'<.*>', '<a><b>'), re.findall(r'a{2,3}', 'aaaaa'), re.findall(r'(?:ab)+', 'ababx'))
print(re.findall(r'\bfoo\b', 'foo food foo'), re.findall(r'(?<=\$)\d+', '$5 $10 7'), re.findall(r'\d+(?! EUR)', '5 EUR 7 USD'))
print(re.sub(r'[aeiou]', lambda m: m.group().upper(), 'sqlalchemy'), re.escape('a.b*c'), re.findall(r'(a)(b)?', 'ab a'))
print(re.findall(r'(\w)\1', 'aabbc'), re.match(r'(?i)HELLO', 'hello'), re.match(r'(?P<q>["\']).*?(?P=q)', '"it\'s"'))
print(re.compile(r"""
    (\d+)  # number
    \s*
    ([a-z]+)
""", re.VERBOSE).match('12 apples').groups())
print([m.span() for m in re.finditer('', 'ab')], re.findall('[^a-c]', 'abcdé'), re.findall(r'[\w.]+', 'a.b c-d'))
print(re.sub(r'(?P<first>a)', r'[\g<first>\g<0>\\]', 'aXa'), re.compile('a', re.I | re.M), re.I, re.I | re.S)
print(re.match(r'(a*)*$', 'aaaa'), re.match(r'(?:a|b)*c', 'ababc'), re.match(r'(x)?(?(1)y|z)', 'z'), re.findall('[]x-]', 'a]x-'))
for pattern in ['(', ')', '[a', '*a', 'a**', r'\q', '(?P<n>a)(?P<n>b)', 'a{3,1}', r'(?<=a+)b', '[b-a]', r'\2', '(?Z)']:
    try:
        re.compile(pattern)
    except re.error as error:
        print(pattern, '->', error)
try:
    match.group(7)
except IndexError as error:
    print(error)
print('%s' % re.match('x', 'y'), bool(re.match('x', 'x')), re.match('(a)|(b)', 'b').groups(), re.match('(a)|(b)', 'b').groups('-'))
