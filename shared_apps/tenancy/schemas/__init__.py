"""How a marketplace's schema and role come to be, stay current and go.

Everything here needs the provisioning login of a region, which only workers and tools hold: in a web process every
function below ends in `NoAdminLogin`.
"""
