"""What ends when: the validity of decisions, terms of council and party organization, dossiers."""
