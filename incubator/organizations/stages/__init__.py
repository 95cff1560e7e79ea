"""How an organization climbs the stage ladder: proposed with its criteria, decided by a second person."""
