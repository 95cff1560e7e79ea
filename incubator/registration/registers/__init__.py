"""Who founds, who joins, who holds which post: the registers of an organization, which outlive its case."""
