"""Which days are working days: the table that staff keep by each year's notice."""
