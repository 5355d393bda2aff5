"""Pure rules of privacy: periods, courses, who may be used for what, what goes and what stays."""
