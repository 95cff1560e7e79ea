"""Is this installation in order: database, migrations, audit triggers and files."""
