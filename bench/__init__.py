"""Figures of the product, measured on services of their own. `make bench` lists them, `make bench NAME=x` runs one."""
