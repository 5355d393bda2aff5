"""The saga that opens a marketplace: control plane and region take turns, and either may die at any moment.

The control plane owns the run and its steps; a region owns what it makes. Rows of `RegionJob` go one way, rows of
`ControlInbox` the other.
"""
