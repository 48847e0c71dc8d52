# A million rounds of a plain loop: the evaluator alone.
def work():
    total = 0
    for number in range(1000000):
        total += number * 3 % 7
    return total
