"""How running cases go over to a newer edition of their checklist: by choice, never by themselves."""
