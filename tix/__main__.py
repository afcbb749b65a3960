"""``python -m tix``."""

from tix.cli import main

if __name__ == "__main__":
    main()
