"""tap.py - the results of a test in Python, told as TAP on standard output."""
tests = failures = 0


def result(sentence, complaints):
    """A test that has passed when there are no complaints."""
    global tests, failures
    tests += 1
    failures += bool(complaints)
    print("%sok %d - %s" % ("not " if complaints else "", tests, sentence))
    for complaint in complaints[:20]:
        print("# " + complaint[:300])


def skip(sentence, reason):
    global tests
    tests += 1
    print("ok %d - %s # SKIP %s" % (tests, sentence, reason))


def done():
    """The plan; the status to exit with."""
    print("1..%d" % tests)
    return 1 if failures else 0
