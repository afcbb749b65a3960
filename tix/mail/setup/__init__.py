"""Setting mail up: what is written into ``dispatch.yaml``, and trying whether it works."""
