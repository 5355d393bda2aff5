"""Ground floor: values and small contracts every app speaks. No tables, no business words."""
