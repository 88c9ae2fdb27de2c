"""``python -m ivigcalc``: the command line."""

from ivigcalc.cli.run import run

if __name__ == "__main__":
    run()
