"""A small typed language for conditions: read (`reading`), checked against fields (`checking`), worked out (`working`).

Nothing of it is Python's: no attribute, no call of anything but five words, no loop but over the rows of the subject.
The grammar, with `or` binding least:

    condition  = and { "or" and }
    and        = not { "and" not }
    not        = "not" not | comparison
    comparison = sum [ ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) sum | [ "not" ] "in" ( list | field ) ]
    sum        = product { ( "+" | "-" ) product }
    product    = sign { ( "*" | "/" ) sign }
    sign       = "-" sign | atom
    atom       = number | text | "true" | "false" | field | call | "(" condition ")"
    list       = "(" atom { "," atom } ")"
    call       = ( "any" | "all" ) "(" rows "," condition ")" | "count" "(" rows [ "," condition ] ")"
               | "sum" "(" rows "," sum ")" | "has" "(" field ")"

Numbers are exact. A field the subject does not have is missing: a comparison with it is false, arithmetic with it is
missing again, and `has(field)` asks for it. Division by zero is missing.
"""
