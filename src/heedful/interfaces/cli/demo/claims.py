def check(at):
    return []
