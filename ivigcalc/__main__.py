"""``python -m ivigcalc``: the command line."""

from ivigcalc.cli.run import main

if __name__ == "__main__":
    main()
