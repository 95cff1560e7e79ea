"""What a finished change means for the organization's file: the new facts are taken over by one form."""
